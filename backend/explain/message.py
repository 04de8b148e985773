"""Replaying one message: what it said to whom, why, each step it took, and how it ended."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.errors import NotFoundError
from backend.explain.words import reads_words, reason_words, status_words, wording_words
from backend.languages import Language, day, gettext, marked
from backend.outbox import queries
from backend.outbox.history_queries import attempts, decisions_of, reports_of
from backend.outbox.models import Attempt, Decision, Message


def explain_message(session: Session, message_id: str, *, language: Language) -> list[str]:
    """The story of a message, a line a step. Raises NotFoundError."""
    found = queries.message(session, message_id)
    if found is None:
        raise NotFoundError(f"There is no message {message_id}.")
    return list(_story(session, found, language))


def _story(session: Session, message: Message, language: Language) -> Iterator[str]:
    def say(text: str, **values: object) -> str:
        return gettext(text, language, **values)

    yield say(
        "Message %(id)s: %(kind)s to …%(tail)s, %(status)s.",
        id=message.id,
        kind=message.kind,
        tail=message.number[-4:],
        status=status_words(message.status, language),
    )
    yield f"  {message.body}"
    yield say(
        "Wording %(version)s (%(state)s), %(reads)s, %(route)s route, segments: %(parts)s of %(encoding)s.",
        version=message.wording_version,
        state=wording_words(message.wording_state, language),
        reads=reads_words(message.language, language),
        route=message.route,
        parts=message.parts,
        encoding=message.encoding,
    )
    lines = [(entry.at, _decision(entry, message.zone, language)) for entry in decisions_of(session, message.id)]
    for tried in attempts(session, message.id):
        lines.append((tried.started_at, _attempt(tried, language)))
    lines += [
        (
            report.received_at,
            say("The provider reported: %(status)s.", status=_report(report.status, report.error_code, language)),
        )
        for report in reports_of(session, message.id)
    ]
    for at, text in sorted(lines, key=lambda line: line[0]):
        yield f"{moment(at, message.zone, language)}  {text}"


def _report(status: str, code: int | None, language: Language) -> str:
    words = status_words(status, language)
    return f"{words} ({code})" if code else words


def _attempt(tried: Attempt, language: Language) -> str:
    detail = tried.detail or (str(tried.error_code) if tried.error_code else "")
    return gettext(
        "Handed to the provider, attempt %(number)s: %(outcome)s.",
        language,
        number=tried.number,
        outcome=f"{status_words(tried.outcome, language)} {detail}".strip(),
    )


def _decision(entry: Decision, zone: str, language: Language) -> str:
    sentence = decision_words(entry, language)
    facts = "; ".join(f"{key}: {value}" for key, value in sorted(entry.facts.items()) if value)
    del zone
    return f"{sentence} [{facts}]" if facts else sentence


OUTCOMES = {
    "send": marked("Decided to send, because %(reason)s."),
    "not-sent": marked("Not sent, because %(reason)s."),
    "waiting": marked("Held back, because %(reason)s."),
    "canceled": marked("Taken back, because %(reason)s."),
    "retry": marked("To be tried again, because %(reason)s."),
    "settled": marked("Settled, because %(reason)s."),
}


def decision_words(entry: Decision, language: Language) -> str:
    """One decision as a sentence."""
    template = OUTCOMES.get(entry.outcome, marked("Ended, because %(reason)s."))
    return gettext(template, language, reason=reason_words(entry.reason, language))


def moment(at: datetime, zone: str, language: Language) -> str:
    """A moment for staff: date with year, 24-hour time, in the family's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), language, year=True)} {local:%H:%M:%S}"
