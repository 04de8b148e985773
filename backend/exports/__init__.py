"""The study's rows as tables by participant code, with a dictionary of every column: no name, number or own words."""
