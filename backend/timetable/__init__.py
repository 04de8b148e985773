"""Every periodic job on one page, and the record of which tick did what; APScheduler above it holds no truth.

Not here: what the jobs do (their rooms).
"""
