"""The sentences behind why a question got what it got; every reason of the assistant has one."""

from collections.abc import Mapping

from backend.assistant.whys import Why, reasons_of
from backend.languages import Language, gettext, marked

WHYS: Mapping[str, str] = {
    Why.NO_MODEL: marked("there is no model that answers"),
    Why.MODEL: marked("as model %(what)s understands it"),
    Why.AFTER: marked("heard together with the passage before it, %(what)s"),
    Why.LIKE_NOTHING_KNOWN: marked("it is like nothing that is known"),
    Why.PHRASES: marked("it is among what the study never answers, list %(what)s"),
    Why.ASKS_NEXT_VISIT: marked("it asks when the family's own next visit is"),
    Why.ASKS_URINE_START: marked("it asks when the family itself begins to collect urine"),
    Why.ASKS_DIARY_STATE: marked("it asks how the family's own diary stands"),
    Why.ASKS_FOLLOW_UP: marked("it asks on about the family's own dates or diary"),
    Why.TITLE_CHOSEN: marked("the family chose its title"),
    Why.NO_TITLE: marked("the family meant none of the titles"),
    Why.WISH: marked("a wish was found in it, which comes before any question"),
    Why.CHOSEN_BY: marked("language model %(what)s chose among the sentences"),
    Why.SENTENCES: marked("sentences that were chosen: %(what)s"),
    Why.UNUSED: marked("nothing of language model %(what)s was used"),
    Why.SLOW: marked("no answer within %(what)s seconds"),
    Why.STATUS: marked("it answered with HTTP %(what)s"),
    Why.UNREACHABLE: marked("it could not be reached (%(what)s)"),
    Why.TOO_LARGE: marked("its answer was too large"),
    Why.NO_COMPLETION: marked("its answer was in no form that is known"),
    Why.NOT_NUMBERS: marked("it wrote words instead of numbers"),
    Why.WRONG_NUMBERS: marked("it named numbers that were not given"),
    Why.SEVERAL_PASSAGES: marked("it mixed the sentences of several passages"),
    Why.LEFT_OUT: marked("it left out what must stay"),
    Why.TORN_APART: marked("it tore apart what belongs together"),
    Why.NO_PASSAGE: marked("it found no passage that answers"),
    Why.OTHER_SENTENCES: marked("its sentences were not the passage's"),
    Why.SPEAKS_OF_ARM: marked("its choice spoke of an arm"),
    Why.SOUNDS_WORSE: marked("its choice sounded worse than the passage"),
    Why.RESTS: marked("it rests after a failure"),
    Why.DAY_USED_UP: marked("the day's calls are used up"),
    Why.MINUTE_USED_UP: marked("the minute's calls are used up"),
}


def why_words(why: str, language: Language) -> str:
    """Why a question got what it got, in words."""
    parts = [_words(code, what, language) for code, what in reasons_of(why)]
    return "；".join(parts) if language is not Language.EN else "; ".join(parts)


def _words(code: str, what: str, language: Language) -> str:
    if code not in WHYS:
        return f"{code}={what}" if what else code  # kept as words before there were codes
    return gettext(WHYS[code], language, what=what)
