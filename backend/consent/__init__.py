"""Says whether we may: which child's consent stands, in which version, since when, and what ended it.

It neither shows consent documents nor judges who may sign; it keeps the facts and closes the gate.
"""
