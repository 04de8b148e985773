"""What the program hands to each kind of wording, and which digits it listens to after sending one.

A pack may leave any of it unsaid, but cannot ask for more: the contract between wording and code.
"""

from backend.protocol.schedule import Schedule
from backend.protocol.text import Bilingual

VISIT = frozenset({"child", "visit", "day", "hour", "place", "start_day"})
DIARY = frozenset({"child", "diary", "until"})
PROMISE = frozenset({"by", "emergency"})
NONE: frozenset[str] = frozenset()

SCHEDULED = {
    "phone-check": NONE,
    "visit-moved": VISIT,
    "visit-canceled": VISIT,
    "visit-missed": VISIT,
    "visit-together": frozenset({"lines", "choices", "count"}),
    "diary-nudge": DIARY,
    "diary-together": frozenset({"lines", "count"}),
}
REPLIES = {
    "ack-confirmed": VISIT - {"start_day"},
    "ack-confirmed-all": frozenset({"count"}),
    "ack-move": PROMISE,
    "ack-call": PROMISE,
    "ack-person": PROMISE,
    "ack-call-owed": PROMISE,
    "ack-after-death": NONE,
    "ack-phone-confirmed": NONE,
    "ack-wrong-number": NONE,
    "ack-kept": PROMISE,
    "ack-useless": PROMISE,
    "ask-digit": frozenset({"choices"}),
    "answer": frozenset({"answer", "rate"}),
    "answer-kept": frozenset({"answer", "by"}),
    "answer-offer": frozenset({"choices"}),
    "fact-visit": VISIT - {"start_day"},
    "fact-visit-none": frozenset({"child"}),
    "fact-urine": frozenset({"child", "day", "start_day"}),
    "fact-urine-none": frozenset({"child"}),
    "fact-diary-open": frozenset({"child", "diary", "day", "until"}),
    "fact-diary-done": frozenset({"child", "diary", "day"}),
    "fact-diary-none": frozenset({"child"}),
    "no-prompt": PROMISE,
    "help": PROMISE,
    "opt-out-confirmed": NONE,
    "opt-out-and-more": PROMISE,
    "opt-in-confirmed": NONE,
    "language-changed": NONE,
    "sign-in-code": frozenset({"passcode"}),
    "diary-first": frozenset({"child", "diary", "day", "questions"}),
    "diary-next": frozenset({"questions"}),
    "diary-again": frozenset({"questions"}),
    "diary-which": frozenset({"choices"}),
    "diary-thanks": frozenset({"diary", "day", "answers", "thanks"}),
    "diary-changed": frozenset({"diary", "day", "answers"}),
    "diary-handed": PROMISE,
    "diary-closed": NONE,
}
UNASKED = frozenset({"sign-in-code"})
"""Replies that answer no text: they go out on every route, those that cannot be answered too."""
SAFETY = {
    "safety-emergency": frozenset({"emergency", "phone"}),
    "safety-emergency-short": frozenset({"emergency"}),
    "safety-emergency-harm": frozenset({"emergency", "phone"}),
    "safety-urgent": PROMISE,
    "safety-urgent-night": PROMISE,
    "safety-routine": PROMISE,
    "safety-still-holds": PROMISE,
    "safety-death": frozenset({"by", "phone"}),
    "safety-perhaps-death": frozenset({"by", "phone"}),
    "promise-missed-death": frozenset({"phone"}),
    "promise-missed": frozenset({"emergency", "phone"}),
}
PAGES = {
    "page-concern": frozenset({"number", "level", "code", "stopped"}),
    "page-test": NONE,
    "page-acknowledged": frozenset({"number", "by"}),
    "page-yours": frozenset({"number"}),
    "page-which": frozenset({"numbers", "number"}),
    "page-unknown": NONE,
    "page-taken": frozenset({"number"}),
    "page-closed": frozenset({"number"}),
    "page-proved": NONE,
    "page-rota-gap": frozenset({"day"}),
}
GUIDE = frozenset({"emergency", "hours", "contact"})
"""What any family's guides can be given."""
LEVEL_WORDS = {
    "emergency": Bilingual(zh_hans="紧急", en="Emergency"),
    "urgent": Bilingual(zh_hans="当天", en="Same day"),
    "routine": Bilingual(zh_hans="日常", en="Routine"),
}
DIGITS = {"phone-check": "12", "visit-moved": "123", "visit-missed": "23", "diary-nudge": "1"}
CONFIRM_DIGITS = "123"
FRAGMENTS = {
    "all-come": NONE,
    "change": frozenset({"n", "digit"}),
    "call": frozenset({"digit"}),
    "ask-confirm": frozenset({"digit"}),
    "ask-move": frozenset({"digit"}),
    "ask-call": frozenset({"digit"}),
    "ask-phone-ok": frozenset({"digit"}),
    "ask-phone-wrong": frozenset({"digit"}),
    "ask-diary": frozenset({"digit"}),
    "diary-of": frozenset({"n", "digit"}),
    "ask-guide": frozenset({"digit", "title"}),
    "ask-person": frozenset({"digit"}),
    "ask-useful": frozenset({"digit"}),
    "ask-useless": frozenset({"digit"}),
    "rate": frozenset({"useful", "useless"}),
}


def reminder_kinds(schedules: tuple[Schedule, ...]) -> dict[str, str]:
    """Kinds that reminder rules send, each with the digits its rule listens to ("" for none)."""
    return {
        rule.kind: CONFIRM_DIGITS if rule.asks == "confirm" else ""
        for schedule in schedules
        for rule in schedule.reminders
    }
