"""A diary kept by text: what a text answers, what is still open, what is asked next, until the entry is whole.

Not here: reading one answer against its item (diary), and which texts are for the diary at all (inbox).
"""
