"""What the study asks: the pack's schema, loader and linter; pure values, no database.

Not here: any child's dates (schedule) or any phone (families).
"""
