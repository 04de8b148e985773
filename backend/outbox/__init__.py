"""What must go out: stored with its cause, gated again at send time, sent once, followed to its end.

Not here: whom to tell what and when (schedule, inbox); the outbox knows numbers, texts and opaque subjects.
"""
