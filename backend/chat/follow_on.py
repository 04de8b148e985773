"""Whether a text leans on the passage that was read just before it: short, and asked on from there."""

import re
from dataclasses import replace

from backend.chat.models import Came, ChatTurn
from backend.protocol.pack import Pack
from backend.triage.plain import is_han
from backend.triage.understanding import Intent, Understanding, Urgency

MOST_CHARACTERS, MOST_WORDS = 16, 9
_ASKS_ON = re.compile(
    r"(?:呢|吗|嗎|么|咩|㗎|未|[?？])\s*$|^\s*(?:and|but|what about|how about|what if|then|also)\b", re.IGNORECASE
)
LEANS = frozenset({Intent.QUESTION, Intent.OTHER})
"""All that a text may want beside leaning on a passage; anything else stands by itself."""


def passage_before(last: ChatTurn | None, pack: Pack) -> str:
    """The topic of the passage that the same people were answered with just before; nothing if with none."""
    if last is None or last.came not in (Came.ANSWERED.value, Came.CHOSEN.value):
        return ""
    return last.topic if last.topic in pack.passages else ""


def asks_on(text: str, understood: Understanding) -> Understanding | None:
    """The same, as a question, if this short text may lean on what was said before; None if it stands by itself."""
    size = sum(map(is_han, text)), len(text.split())
    if understood.urgency is not Urgency.NONE or not set(understood.intents) <= LEANS:
        return None
    if size[0] > MOST_CHARACTERS or size[1] > MOST_WORDS or not (size[0] or size[1] > 1):
        return None
    if Intent.QUESTION not in understood.intents and not _ASKS_ON.search(text):
        return None
    return replace(understood, intents=(Intent.QUESTION,))
