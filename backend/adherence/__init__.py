"""Adherence, computed when it is asked for and never stored: what was expected against what came, as of any moment.

One SQL statement a report, over facts as they were known at that moment; of diaries, over what windows repeat.
"""
