"""The command `nuanxin`: what a coordinator, an operator and a developer do until, and beside, the console.

Not here: rules; each command reads its words, calls one verb and prints what came of it.
"""

from backend.cli.main import main

__all__ = ["main"]
