"""Keeps an append-only, hash-chained account of who did what to whom, one chain per family.

It knows rooms, people and families only as plain ids, and it decides nothing.
"""
