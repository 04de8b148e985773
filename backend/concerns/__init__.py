"""What needs a person: tasks today, worries with their clocks later; nothing leaves without an outcome.

Not here: deciding that something is needed (schedule, inbox); failed sends are swept up from the outbox.
"""
