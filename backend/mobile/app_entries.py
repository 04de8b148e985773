"""Between the app's shapes and the diary: what was sent as a submission, what came of it as an answer."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlmodel import Session

from backend.concerns.advise import Advice
from backend.diary.answers import Ask, Given
from backend.diary.consider import Desk
from backend.diary.models import Source
from backend.diary.outcome import Recorded
from backend.diary.submission import Submission, caregiver_writes
from backend.diary.sync import Synced as ItemSynced
from backend.diary.thanks import thanks
from backend.errors import NuanxinError
from backend.families.models import Child
from backend.mobile.entry_kept_shapes import (
    AnswerProblem,
    AskShown,
    EntryKept,
    EntryProblem,
    Safety,
    SyncAnswer,
    Synced,
)
from backend.mobile.entry_sent_shapes import CorrectionSent, EntrySent
from backend.mobile.my_visits import Looking
from backend.mobile.reach import reach_of
from backend.mobile.refusals import sentence


def desk_of(session: Session, looking: Looking, child: Child, *, live: bool, may_ask: bool = True) -> Desk:
    """Where an entry about this child is read; what is urgent is also texted to the caregiver's phone."""
    me = looking.me
    writer = caregiver_writes(session, me.caregiver, me.family, Source.APP, language=looking.language)
    return Desk(child, me.family, writer, looking.pack, live, looking.now, may_ask=may_ask)


def submission_of(sent: EntrySent, entry_id: str, *, corrects: str = "") -> Submission:
    """What was sent as the diary takes it."""
    return Submission(
        id=entry_id,
        instrument=sent.instrument,
        given=Given(dict(sent.answers), sent.usual, frozenset(sent.sure)),
        recorded_at=sent.recorded_at.astimezone(UTC),
        submitted_at=sent.submitted_at.astimezone(UTC),
        zone=sent.zone,
        version=sent.version,
        due_on=sent.due_on,
        corrects=corrects,
        reason=sent.reason if isinstance(sent, CorrectionSent) else "",
    )


def kept_shown(recorded: Recorded, looking: Looking) -> EntryKept:
    """That it is kept. Raises RuntimeError if it is not."""
    if recorded.entry is None:
        raise RuntimeError("only what is kept is shown as kept")
    return EntryKept(
        id=recorded.version.id if recorded.version else recorded.entry.id,
        outcome=recorded.outcome.value,
        due_on=recorded.window.due_on if recorded.window else None,
        timing=recorded.timing,
        safety=safety_shown(recorded.advice, looking),
        thanks=thanks(recorded, looking.me.family, looking.language, looking.pack),
        read_by=looking.local(recorded.read_by) if recorded.read_by else None,
        doubts=_asks(recorded.asks),
    )


def problem_shown(recorded: Recorded, refusal: NuanxinError, looking: Looking) -> EntryProblem:
    """Why it is not kept, and what to do."""
    return EntryProblem(
        **_problem(refusal.type, refusal.status_code),
        detail=thanks(recorded, looking.me.family, looking.language, looking.pack),
        errors=[f"/answers/{each.item}" for each in recorded.problems],
        answers=[AnswerProblem(item=each.item, code=each.code, detail=each.sentence) for each in recorded.problems],
        asks=_asks(recorded.asks),
        safety=safety_shown(recorded.advice, looking),
    )


def error_shown(error: NuanxinError, looking: Looking, *, errors: Sequence[str] = ()) -> EntryProblem:
    """A refusal of any other kind."""
    said = sentence(error.type, error.status_code, looking.language, {})
    return EntryProblem(**_problem(error.type, error.status_code), detail=said, errors=list(errors))


def synced_shown(found: Mapping[int, ItemSynced | EntryProblem], looking: Looking) -> Synced:
    """The answers by place, with the most pressing advice on top."""
    advice = [each.recorded.advice for each in found.values() if isinstance(each, ItemSynced) and each.recorded]
    pressing = max(filter(None, advice), key=lambda each: each.level.rank, default=None)
    return Synced(
        safety=safety_shown(pressing, looking),
        items=[_answer(place, found[place], looking) for place in sorted(found)],
    )


def safety_shown(advice: Advice | None, looking: Looking) -> Safety | None:
    """What to do, with the numbers to dial."""
    if advice is None:
        return None
    emergency = reach_of(looking.me.family, looking.pack).emergency
    return Safety(
        level=advice.level,
        text=advice.text,
        by=looking.local(advice.by),
        emergency=list(emergency) if advice.dials else [],
    )


def canonical(entry_id: str) -> str:
    """A client's UUID in its usual form; anything else as it was sent, which names nothing."""
    try:
        return str(UUID(entry_id))
    except ValueError:
        return entry_id


def _answer(place: int, found: ItemSynced | EntryProblem, looking: Looking) -> SyncAnswer:
    if isinstance(found, EntryProblem):
        return SyncAnswer(place=place, id=None, kept=None, problem=found)
    if found.error is not None:
        return SyncAnswer(place=place, id=found.id, kept=None, problem=error_shown(found.error, looking))
    if found.recorded is None:
        raise RuntimeError("an item was neither kept nor refused")
    refusal = found.recorded.refusal
    if refusal is not None:
        return SyncAnswer(
            place=place, id=found.id, kept=None, problem=problem_shown(found.recorded, refusal, looking)
        )
    return SyncAnswer(place=place, id=found.id, kept=kept_shown(found.recorded, looking), problem=None)


def _asks(asks: Sequence[Ask]) -> list[AskShown]:
    return [AskShown(item=each.item, mark=each.mark, detail=each.sentence) for each in asks]


def _problem(kind: str, status: int) -> dict[str, Any]:
    return {"type": f"urn:nuanxin:{kind}", "title": kind.replace("-", " "), "status": status}
