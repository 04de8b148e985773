"""What a family writes down: reading answers against their instrument, windows to the minute, and their states.

Not here: what is asked (protocol), when a child's infusions were (schedule), who is worried about it (concerns).
"""
