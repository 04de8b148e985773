"""What a text means: pure functions from text to labels with reasons, no database.

Not here: what to do about it (inbox, concerns).
"""

import os

# Told to pypinyin before it is imported: we ask for single characters, and its phrases would take 36 MiB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # noqa: TID251 (nothing is read)
