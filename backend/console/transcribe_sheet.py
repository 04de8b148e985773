"""A diary that staff fill in on one page while a family tells it by phone: what was typed, and what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from pydantic import JsonValue
from starlette.datastructures import FormData

from backend.console.new_concern import WRONG_TIME, told_at
from backend.console.reader import Reader
from backend.diary.answers import Given
from backend.diary.form_fields import raw_again, raw_of, skipped
from backend.diary.models import EntryVersion
from backend.diary.submission import Submission
from backend.diary.versions import answers_of
from backend.languages import marked
from backend.protocol.instruments import Instrument

SAY_WHO = marked("Say who told it, and why it was not written at home.")
SAY_WHY = marked("Say why it is corrected, and who told it.")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST = 500
MOST_MARKS = 60


@dataclass(frozen=True)
class Sheet:
    """One sheet. `id` is what the entry, or the correction `corrects`, will have; `seen` how many there were before.

    `version` is the form's; `at` when it was told, as typed in the study's zone.
    """

    id: str
    version: str
    at: str
    reason: str = ""
    usual: bool = False
    answers: Mapping[str, JsonValue] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()
    seen: int = 0
    due_on: date | None = None
    corrects: str = ""

    def wrong(self, reader: Reader) -> dict[str, str]:
        """What is wrong beside the answers, by field and marked."""
        wrong = {} if self.reason else {"reason": SAY_WHY if self.corrects else SAY_WHO}
        if told_at(self.at, reader) is None:
            wrong["at"] = WRONG_TIME
        return wrong

    def submission(self, instrument: Instrument, *, zone: str, reader: Reader) -> Submission:
        """As the diary takes it."""
        return Submission(
            id=self.id,
            instrument=instrument.key,
            given=Given(self.answers, usual=self.usual, sure=self.sure),
            recorded_at=told_at(self.at, reader) or reader.now,
            submitted_at=reader.now,
            zone=zone,
            version=self.version,
            due_on=self.due_on,
            corrects=self.corrects,
            reason=self.reason,
        )


def empty_sheet(instrument: Instrument, reader: Reader, *, due_on: date | None, seen: int) -> Sheet:
    """Nothing answered yet; told just now."""
    return Sheet(
        id=str(uuid4()), version=instrument.version, at=typed_time(reader.now, reader), due_on=due_on, seen=seen
    )


def sheet_of(held: EntryVersion, instrument: Instrument, reader: Reader, *, due_on: date | None, seen: int) -> Sheet:
    """An entry again, ready to be corrected."""
    items = {item.key: item for item in instrument.items}
    said = [each for each in answers_of(held) if each.item in items]
    return Sheet(
        id=str(uuid4()),
        version=instrument.version,
        at=typed_time(reader.now, reader),
        usual=any(each.as_usual for each in said),
        answers={each.item: raw_again(items[each.item], each) for each in said if not each.as_usual},
        sure=frozenset(held.doubts),
        seen=seen,
        due_on=due_on,
        corrects=held.entry_id,
    )


def read_sheet(form: FormData, instrument: Instrument, *, due_on: date | None, corrects: str = "") -> Sheet:
    """The sheet as it was sent; the fields of an item are named `item.field`."""
    wanted = _text(form, "id")
    return Sheet(
        id=wanted if ID.fullmatch(wanted) else str(uuid4()),
        version=instrument.version,
        at=_text(form, "at"),
        reason=_text(form, "reason")[:LONGEST],
        usual=form.get("usual") == "yes",
        answers=_answers(form, instrument),
        sure=frozenset(each for each in form.getlist("sure")[:MOST_MARKS] if isinstance(each, str)),
        seen=int(_text(form, "seen")) if _text(form, "seen").isdecimal() else 0,
        due_on=due_on,
        corrects=corrects,
    )


def typed_time(at: datetime, reader: Reader) -> str:
    """A moment as the form writes it."""
    return f"{at.astimezone(reader.zone):%Y-%m-%d %H:%M}"


def _answers(form: FormData, instrument: Instrument) -> dict[str, JsonValue]:
    sent, found = form.multi_items(), dict[str, JsonValue]()
    for item in instrument.items:
        own = FormData([(name.removeprefix(f"{item.key}."), value) for name, value in sent if _is_of(name, item.key)])
        raw = skipped(item) if own.get("skip") == "yes" else raw_of(item, own)
        if raw is not None:
            found[item.key] = raw
    return found


def _is_of(name: str, item: str) -> bool:
    return name.rpartition(".")[0] == item


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip()[: 4 * LONGEST] if isinstance(value, str) else ""
