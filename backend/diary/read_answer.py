"""One raw answer against its item: what was meant, or why it cannot be taken."""

from backend.diary.amounts import cleaned
from backend.diary.answers import Answer, Code, Outcome, Problem
from backend.diary.read_amount import read_amount
from backend.diary.sentences import listed, problem
from backend.diary.spoken import option_said
from backend.languages import Language
from backend.protocol.items import Count, Faces, FreeText, Item, Measured, Several, YesNo

MOST_LISTED = 7
"""Options that a sentence still holds."""


def read_answer(item: Item, raw: object, language: Language) -> Outcome:
    """What was meant. Never raises: whatever was sent is an answer or a problem with its sentence."""
    if isinstance(item, FreeText):
        return _text(item, raw, language)
    if isinstance(item, Several):
        return _several(item, raw, language)
    if isinstance(item, Count | Measured):
        return read_amount(item, raw, language)
    return _option(item, raw, language)


def _option(item: Item, raw: object, language: Language) -> Outcome:
    key = option_said(item.choices, raw, yes_no=isinstance(item, YesNo))
    if key is None:
        return None, _choose(item, language)
    return Answer(item.key, int(key) if isinstance(item, Faces) else key), None


def _several(item: Several, raw: object, language: Language) -> Outcome:
    raws = raw if isinstance(raw, list | tuple) else [raw]
    chosen = {option_said(item.options, each) for each in raws[: 2 * len(item.options)]}
    if None in chosen:
        return None, _choose(item, language)
    if item.none in chosen and len(chosen) > 1:
        none = next(option.label for option in item.options if option.key == item.none)
        return None, problem(item.key, Code.NOT_ALONE, language, none=none.in_(language))
    return Answer(item.key, tuple(option.key for option in item.options if option.key in chosen)), None


def _text(item: FreeText, raw: object, language: Language) -> Outcome:
    if not isinstance(raw, str):
        return None, problem(item.key, Code.NOT_TEXT, language)
    said = cleaned(raw)
    if len(said) > item.most:
        return None, problem(item.key, Code.TOO_LONG, language, most=item.most)
    return Answer(item.key, said), None


def _choose(item: Item, language: Language) -> Problem:
    labels = [option.label.in_(language) for option in item.choices]
    options = listed(labels[:MOST_LISTED], language) + ("…" if len(labels) > MOST_LISTED else "")
    return problem(item.key, Code.NOT_AN_OPTION, language, options=options)
