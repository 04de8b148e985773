"""Why a question got what it got, as codes that are kept; `explain` has words for every one."""

from enum import StrEnum


class Why(StrEnum):
    """One reason; some are about something, which stands behind them."""

    NO_MODEL = "no-model"
    MODEL = "model"
    AFTER = "after"
    LIKE_NOTHING_KNOWN = "like-nothing-known"
    PHRASES = "phrases"
    ASKS_NEXT_VISIT = "asks-next-visit"
    ASKS_URINE_START = "asks-urine-start"
    ASKS_DIARY_STATE = "asks-diary-state"
    ASKS_FOLLOW_UP = "asks-follow-up"
    TITLE_CHOSEN = "title-chosen"
    NO_TITLE = "no-title"
    WISH = "wish"
    CHOSEN_BY = "chosen-by"
    SENTENCES = "sentences"
    UNUSED = "unused"
    SLOW = "slow"
    STATUS = "status"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too-large"
    NO_COMPLETION = "no-completion"
    NOT_NUMBERS = "not-numbers"
    WRONG_NUMBERS = "wrong-numbers"
    SEVERAL_PASSAGES = "several-passages"
    LEFT_OUT = "left-out"
    TORN_APART = "torn-apart"
    NO_PASSAGE = "no-passage"
    OTHER_SENTENCES = "other-sentences"
    SPEAKS_OF_ARM = "speaks-of-arm"
    SOUNDS_WORSE = "sounds-worse"
    RESTS = "rests"
    DAY_USED_UP = "day-used-up"
    MINUTE_USED_UP = "minute-used-up"

    def about(self, what: object) -> str:
        """The reason with what it is about."""
        return f"{self}={what}"


def because(*reasons: str) -> str:
    """Several reasons as one text, in the order in which they came up."""
    return "; ".join(reasons)


def reasons_of(why: str) -> list[tuple[str, str]]:
    """The codes of such a text, each with what it is about."""
    parts = (each.partition("=") for each in why.split("; ") if each)
    return [(code, what) for code, _, what in parts]
