"""What came in: stored before it is answered, read once, acted on in one transaction, answered through the outbox.

Not here: what a text means (triage) and what rooms do about it (schedule, families); the inbox connects them.
"""
