"""What a text means: pure functions from text to labels with reasons, no database.

Not here: what to do about it (inbox, concerns).
"""
