"""What needs a person: tasks, and worries with their clocks; nothing leaves without an outcome.

Not here: deciding that something is needed (schedule, inbox); failed sends are swept up from the outbox.
"""
