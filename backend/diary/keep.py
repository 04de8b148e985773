"""Writing one version of an entry, with its line in the audit."""

from sqlmodel import Session

from backend.audit.record import record
from backend.diary.answers import Answer
from backend.diary.consider import Considered, Desk
from backend.diary.fill_queries import fill_in
from backend.diary.models import Entry, EntryVersion
from backend.diary.submission import Submission
from backend.diary.versions import answers_of, stored_answers, stored_given


def keep_version(
    session: Session,
    desk: Desk,
    submission: Submission,
    considered: Considered,
    entry: Entry,
    *,
    nth: int,
    before: EntryVersion | None = None,
) -> EntryVersion:
    """Append it; `before` is the version whose answers held until now."""
    read, worry = considered.read, considered.worry
    row = EntryVersion(
        id=submission.id,
        entry_id=entry.id,
        nth=nth,
        source=desk.writer.source.value,
        by=desk.writer.by,
        reason=submission.reason,
        recorded_at=submission.recorded_at,
        submitted_at=submission.submitted_at,
        received_at=desk.now,
        counts_at=considered.at,
        zone=submission.zone,
        instrument_version=considered.instrument.version,
        given=stored_given(submission.given),
        answers=stored_answers(read.answers),
        whole=submission.whole,
        doubts=[ask.mark for ask in read.asks],
        content=submission.content(desk.child.id),
        urgency=worry.understood.urgency.value,
        signs=[sign.key for sign in worry.understood.signs],
        lists_version=worry.understood.version,
        advice=worry.advice.kind if worry.advice else "",
        concern_id=worry.concern_id,
        reconsidered_at=None if read.texts else desk.now,
    )
    session.add(row)
    session.flush()
    if row.whole and entry.window_id:
        fill_in(session, [entry.window_id])
    record(
        session,
        stream=desk.family.code,
        actor=desk.writer.by,
        action="diary.record-entry" if nth == 1 else "diary.correct-entry",
        subject=f"{desk.child.code}/{entry.id}",
        before=in_words(answers_of(before)) if before is not None else None,
        after={"source": row.source, "version": row.id, "form": row.instrument_version} | in_words(read.answers),
        reason=submission.reason,
        now=desk.now,
    )
    return row


def in_words(answers: tuple[Answer, ...]) -> dict[str, str]:
    """The answers as the audit seals them, by item."""
    return {f"answer.{each.item}": _said(each) for each in answers}


def _said(answer: Answer) -> str:
    meant = " ".join(map(str, answer.meant)) if isinstance(answer.meant, tuple) else str(answer.meant)
    return " ".join(filter(None, (meant, answer.unit, answer.place)))
