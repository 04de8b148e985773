"""Saying in words why a message was, or was not, sent: from decisions, attempts and reports, in both languages.

Not here: taking decisions (schedule, outbox); this room only reads.
"""
