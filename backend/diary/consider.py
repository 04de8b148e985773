"""Reading what was sent and raising a worry in it, before it is decided whether it can be kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.consent.gate import consent_state
from backend.diary.answers import Read
from backend.diary.know import known_of
from backend.diary.known import Known
from backend.diary.offer import form_of, offered
from backend.diary.outcome import Outcome
from backend.diary.raise_worries import Worry, raise_worries
from backend.diary.read_answers import read_answers
from backend.diary.state import counts_at
from backend.diary.submission import Submission, Writer
from backend.errors import NotFoundError
from backend.families.models import Child, Family
from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack

SKEW = timedelta(minutes=5)
"""By how much a phone's clock may be ahead of ours."""


@dataclass(frozen=True)
class Desk:
    """At which an entry is read: whose it is, from whom, by which pack, and when. `may_ask`: somebody can answer."""

    child: Child
    family: Family
    writer: Writer
    pack: Pack
    live: bool
    now: datetime
    may_ask: bool = True


@dataclass(frozen=True)
class Considered:
    """An entry as read, with its worry. `refused` None: it can be kept."""

    instrument: Instrument
    read: Read
    known: Known
    worry: Worry
    at: datetime
    refused: Outcome | None


def consider(session: Session, desk: Desk, submission: Submission) -> Considered:
    """Read it, raise what is worrying in it, and say whether it can be kept. Raises NotFoundError: no such diary."""
    instruments = offered(desk.pack, live=desk.live)
    form = form_of(session, instruments, submission.instrument, submission.version)
    instrument = form or instruments.get(submission.instrument)
    if instrument is None:
        raise NotFoundError(f"There is no diary {submission.instrument!r}.")
    at = counts_at(recorded_at=submission.recorded_at, received_at=desk.now)
    child, family, writer = desk.child, desk.family, desk.writer
    known = known_of(session, child, family, submission, instrument, at=at, language=writer.language, pack=desk.pack)
    read = read_answers(instrument, submission.given, known, whole=submission.whole)
    worry = raise_worries(
        session, child, family, submission, writer, read, known, pack=desk.pack, live=desk.live, now=desk.now
    )
    refused = _refused(session, desk, submission, read, at) if form is not None else Outcome.FORM_UNKNOWN
    return Considered(instrument, read, known, worry, at, refused)


def _refused(session: Session, desk: Desk, submission: Submission, read: Read, at: datetime) -> Outcome | None:
    if submission.recorded_at > desk.now + SKEW:
        return Outcome.CLOCK_WRONG
    stood = _standing(session, desk, at)
    if stood is not None:
        return stood
    if read.problems:
        return Outcome.TO_MEND
    return Outcome.TO_CONFIRM if read.asks and desk.may_ask else None


def _standing(session: Session, desk: Desk, at: datetime) -> Outcome | None:
    """Only what was written while consent stood is kept; a date from before it is a phone's clock gone wrong."""
    child = desk.child.id
    then = consent_state(session, [child], as_of=at)[child]
    if then.active:
        return None
    today = consent_state(session, [child], as_of=None)[child]
    return Outcome.CLOCK_WRONG if today.active and then.since is None else Outcome.NOT_IN_STUDY
