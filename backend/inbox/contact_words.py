"""What somebody on the rota may answer to a page: short, at night, with a thumb. Pure."""

import re
import unicodedata
from dataclasses import dataclass

WORD = r"(?:a|ack|ok|收到|接手|确认|確認|接)"
TIME = r"\s*(?:个|個)?(?:分|秒|刻|点|點|小时|小時|钟|鐘|时|時|天|日|:|min|sec|h\b|hr|hour|o'clock|[ap]\.?m\b|days?\b)"
NUMBERED = re.compile(rf"^{WORD}[\s:.,#-]*(?:no\.?\s*)?(\d{{1,6}})(?!\d|{TIME})(?P<more>.*)$", re.DOTALL)
NO_MORE = re.compile(r"^\s*[号號]?[\s.!。！]*$")
BARE = re.compile(rf"^{WORD}[\s.!。！]*$")
ONLY_NUMBER = re.compile(r"^#?(\d{1,6})\s*[号號]?$")


@dataclass(frozen=True)
class Saying:
    """What a contact's text asks: a number, `alone` or among other words; or the bare word (0)."""

    number: int
    alone: bool = False


def read_reply(text: str, *, number_alone: bool = False) -> Saying | None:
    """The acknowledgement in a text; None if it is something else. A test's number is 0."""
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    found = NUMBERED.match(said)
    if found:
        return Saying(int(found.group(1)), alone=NO_MORE.match(found["more"]) is not None)
    only = ONLY_NUMBER.match(said) if number_alone else None
    if only:
        return Saying(int(only.group(1)), alone=True)
    return Saying(0) if BARE.match(said) else None
