"""The page on which a diary is written down: each question with what was typed, what is wrong, what to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.console.reader import Reader
from backend.console.transcribe_sheet import Sheet
from backend.diary.branch import least_of
from backend.diary.form_fields import shown
from backend.diary.outcome import Outcome, Recorded
from backend.diary.sentences import listed
from backend.languages import day, marked
from backend.protocol.condition import Condition
from backend.protocol.instruments import Instrument
from backend.protocol.items import Item
from backend.protocol.pack import Pack

BEFORE = marked("This was kept before with other answers. Open the entry, and correct it there.")
REFUSED = {
    Outcome.TO_MEND: marked("Nothing is kept yet. Some answers are missing, or cannot be right."),
    Outcome.TO_CONFIRM: marked("Nothing is kept yet. Ask the family whether the marked answers are right."),
    Outcome.CLOCK_WRONG: marked("Nothing is kept yet. When was it told? Consent had not been given then."),
    Outcome.NOT_IN_STUDY: marked(
        "It is not kept: the child was not taking part then. A worry in it is raised all the same."
    ),
    Outcome.FORM_UNKNOWN: marked("Nothing is kept yet. The form has changed meanwhile; open it again."),
    Outcome.CHANGED: BEFORE,
}


@dataclass(frozen=True)
class Question:
    """One question. `asks` is a sentence and the mark that a yes to it is known by; `only_if` when it is asked."""

    item: Item
    value: Mapping[str, str | Sequence[str]]
    skipped: bool
    usual: str
    only_if: str
    wrong: str = ""
    asks: str = ""
    mark: str = ""
    sure: bool = False


@dataclass(frozen=True)
class SheetPage:
    """The whole page. `advice` is what to tell the family at once; `errors` by the id of a field."""

    action: str
    back: str
    child: str
    name: str
    day: str
    sheet: Sheet
    usual: Sequence[str]
    questions: Sequence[Question]
    errors: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    advice: str = ""
    known: str = ""


def sheet_page(
    instrument: Instrument,
    sheet: Sheet,
    reader: Reader,
    pack: Pack,
    *,
    action: str,
    back: str,
    child: str,
    wrong: Mapping[str, str] | None = None,
    recorded: Recorded | None = None,
    known: str = "",
) -> SheetPage:
    """The page, with what became of what was typed."""
    problems = {each.item: each.sentence for each in recorded.problems} if recorded else {}
    asks = {each.item: each for each in recorded.asks} if recorded else {}
    questions = []
    for item in instrument.items:
        raw, ask = sheet.answers.get(item.key), asks.get(item.key)
        questions.append(
            Question(
                item,
                shown(raw),
                skipped=isinstance(raw, Mapping) and bool(raw.get("skipped")),
                usual=item.usual.words.in_(reader.language) if item.usual else "",
                only_if=_only_if(item, instrument, reader, pack),
                wrong=problems.get(item.key, ""),
                asks=ask.sentence if ask else "",
                mark=ask.mark if ask else "",
            )
        )
    errors = {f"f-{name}": reader.say(words) for name, words in (wrong or {}).items()}
    errors |= {
        f"q-{each.item.key}": each.item.text.in_(reader.language) for each in questions if each.wrong or each.asks
    }
    refused = recorded is not None and not recorded.is_kept
    return SheetPage(
        action=action,
        back=back,
        child=child,
        name=instrument.name.in_(reader.language),
        day=day(sheet.due_on, reader.language) if sheet.due_on else "",
        sheet=sheet,
        usual=instrument.as_usual(reader.language),
        questions=questions,
        errors=errors,
        told=reader.say(REFUSED[recorded.outcome]) if recorded is not None and refused else "",
        advice=recorded.advice.text if recorded is not None and recorded.advice else "",
        known=known,
    )


def _only_if(item: Item, instrument: Instrument, reader: Reader, pack: Pack) -> str:
    said = [_condition(each, instrument, reader, pack) for each in item.when]
    return reader.say("Only if: %(conditions)s", conditions=listed(said, reader.language)) if said else ""


def _condition(each: Condition, instrument: Instrument, reader: Reader, pack: Pack) -> str:
    asked = instrument.item(each.item)
    least = least_of(each, instrument, pack.listening.thresholds.thresholds)
    if least is not None:
        wanted = reader.say("%(least)s or more", least=f"{least:g}")
    else:
        labels = [
            option.label.in_(reader.language) for option in asked.choices if option.key in {*each.is_, *each.has}
        ]
        wanted = listed(labels, reader.language)
    return f"{asked.text.in_(reader.language)} {wanted}"
