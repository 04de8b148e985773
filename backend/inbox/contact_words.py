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

ONE_NUMBER = re.compile(rf"^\D*?(?<![\d.:])(\d{{1,6}})(?!\d|{TIME})\D*$", re.DOTALL)
TAKES = re.compile(
    r"(?<![a-z])(?:a|ack|ok|okay|on it|got it|i(?:'ll| will)? take|taking|mine)(?![a-z])"
    r"|收到|接手|确认|確認|接|认领|認領|我来|我來|我嚟|我负责|我負責|我处理|我處理|我跟"
)
"""A word of taking up, wherever it stands."""
POLITE = re.compile(
    r"(?:[\s.,!:;~#。，、！：；～-]|(?<![a-z])(?:a|ack|ok|okay|on|it|got|i'll|i|will|take|taking|mine|no|number|yes|sure"
    r"|thanks|thank|you|thx|please|call|calling|them|family|now|right|away|this|one|the|is)(?![a-z])"
    r"|收到|接手|确认|確認|认领|認領|好的|好|谢谢|謝謝|多谢|多謝|唔该|唔該|辛苦|没问题|沒問題|冇问题|冇問題|嗯|是的|行|可以"
    r"|马上|馬上|立刻|即刻|立即|现在|現在|而家|就|去|家长|家長|家属|家屬|电话|電話|打给|打畀|打俾|打|联系|聯繫"
    r"|负责|負責|处理|處理|跟进|跟進|跟|来|來|嚟|会|會|我|已经|已經|已|接|了|啦|喇|咗|呀|啊|号|號|件|这|這|呢)*"
)
"""All that may stand beside a number and such a word without meaning anything else."""
NO_DOUBT = re.compile(r"没问题|沒問題|冇问题|冇問題|唔该|唔該|no problem")
DOUBT = re.compile(
    r"[?？不没沒别別唔冇谁誰哪吗嗎么麼咩乜错錯]|边个|邊個|怎|是否|几号|幾號"
    r"|(?<![a-z])(?:not|cannot|cant|wont|dont|isnt|no(?!\.?\s*\d|[a-z])|never|who|whose|what|which|why|how|wrong)(?![a-z])|n't"
)
"""What makes it a question or a refusal."""
SHORT = 24


@dataclass(frozen=True)
class Saying:
    """What a contact's text asks: a number, `alone` or among other words; or the bare word (0).

    `clear`: the other words are no more than polite, or say the same.
    """

    number: int
    alone: bool = False
    clear: bool = False


def read_reply(text: str, *, number_alone: bool = False) -> Saying | None:
    """The acknowledgement in a text; None if it is something else. A test's number is 0.

    `number_alone`: the phone is nobody's but the contact's, who may leave the word out, or write it anywhere.
    """
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    if DOUBT.search(NO_DOUBT.sub("", said)):
        return None
    found = NUMBERED.match(said)
    if found:
        alone = NO_MORE.match(found["more"]) is not None
        return Saying(int(found.group(1)), alone=alone, clear=alone or _clear_number(said) is not None)
    only = ONLY_NUMBER.match(said) if number_alone else None
    if only:
        return Saying(int(only.group(1)), alone=True, clear=True)
    number = _clear_number(said) if number_alone else None
    if number is not None:
        return Saying(number, clear=True)
    return Saying(0) if BARE.match(said) else None


def _clear_number(said: str) -> int | None:
    """The one number of a short text that takes up and says nothing else."""
    found = ONE_NUMBER.match(said) if len(said) <= SHORT else None
    if found is None:
        return None
    words = f"{said[: found.start(1)]} {said[found.end(1) :]}"
    return int(found.group(1)) if TAKES.search(words) and POLITE.fullmatch(words) else None
