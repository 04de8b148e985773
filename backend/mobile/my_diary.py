"""What a family has written in a child's diary: the entries, each with its versions, in the words they were given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.diary import queries
from backend.diary.answer_words import answer_words, with_questions
from backend.diary.answers import Answer
from backend.diary.models import Entry, EntryVersion, Source
from backend.diary.offer import form_of, offered
from backend.diary.versions import answers_of, newest
from backend.errors import NotFoundError
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Child
from backend.mobile.my_children import my_child
from backend.mobile.page_reader import FamilyReader
from backend.protocol.instruments import Instrument
from backend.protocol.items import Item


@dataclass(frozen=True)
class Written:
    """One entry as it holds now. `versions` from the first on; `instrument` None if its form is not kept."""

    entry: Entry
    versions: Sequence[EntryVersion]
    instrument: Instrument | None

    @property
    def held(self) -> EntryVersion:
        """The version whose answers hold."""
        return newest(self.versions)

    @property
    def answers(self) -> Sequence[Answer]:
        """What it says."""
        return answers_of(self.held)

    @property
    def corrected(self) -> bool:
        return len(self.versions) > 1

    @property
    def transcribed(self) -> bool:
        """Whether staff wrote down what was told by phone."""
        return self.entry.source == Source.TRANSCRIBED

    def name(self, reader: FamilyReader) -> str:
        return self.instrument.name.in_(reader.language) if self.instrument else self.entry.instrument

    def lines(self, reader: FamilyReader) -> Sequence[tuple[str, str]]:
        """Each answer given by itself: what was asked, what was said."""
        return [
            (item.text.in_(reader.language), answer_words(item, answer, reader.language))
            for item, answer in self.pairs
            if not answer.as_usual
        ]

    def as_usual(self, reader: FamilyReader) -> Sequence[str]:
        """What "everything as usual" said, in words."""
        return [
            item.usual.words.in_(reader.language) for item, answer in self.pairs if answer.as_usual and item.usual
        ]

    @property
    def pairs(self) -> Sequence[tuple[Item, Answer]]:
        """Each answer with its question."""
        return with_questions(self.instrument, self.answers)


def my_entries(
    session: Session,
    reader: FamilyReader,
    child_id: str,
    *,
    live: bool,
    limit: int,
    before: tuple[datetime, str] | None = None,
) -> list[Written]:
    """A child's entries, the newest first."""
    rows = queries.entries_of(session, child_id, before=before, limit=limit)
    return _written(session, reader, rows, live=live)


def my_entry(session: Session, reader: FamilyReader, entry_id: str, *, live: bool) -> tuple[Child, Written]:
    """One entry of the family's own. Raises NotFoundError, the same for another family's as for none."""
    row = queries.entry(session, entry_id)
    if row is None:
        raise NotFoundError("There is no such entry.")
    child = my_child(session, reader.signed_in, row.child_id)
    return child, _written(session, reader, [row], live=live)[0]


def writers(session: Session, reader: FamilyReader) -> Mapping[str, str]:
    """How the family calls whoever wrote, by the audit's name for them."""
    found = caregivers_of(session, reader.signed_in.family.id)
    return {f"caregiver:{each.id}": each.called for each in found}


def _written(session: Session, reader: FamilyReader, rows: Sequence[Entry], *, live: bool) -> list[Written]:
    versions = queries.versions_of(session, [row.id for row in rows])
    instruments = offered(reader.pack, live=live)
    return [
        Written(
            row,
            versions[row.id],
            form_of(session, instruments, row.instrument, newest(versions[row.id]).instrument_version),
        )
        for row in rows
        if versions[row.id]
    ]
