"""Looking up what is known of a child when an entry is read: age, infusions, amounts given before."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.diary import queries
from backend.diary.known import Earlier, Known
from backend.diary.submission import Submission
from backend.diary.versions import answers_of, newest
from backend.families.models import Child, Family
from backend.families.parse_row import years_between
from backend.languages import Language
from backend.protocol.instruments import Instrument
from backend.protocol.items import Number
from backend.protocol.pack import Pack
from backend.schedule.models import AnchorKind
from backend.schedule.plan import known_anchors
from backend.schedule.queries import anchor_facts

LOOK_BACK = 14
"""Entries; an amount given before all these says little."""


def known_of(
    session: Session,
    child: Child,
    family: Family,
    submission: Submission,
    instrument: Instrument,
    *,
    at: datetime,
    language: Language,
    pack: Pack,
) -> Known:
    """What was known at `at` (UTC), the moment that counts for the entry."""
    local = at.astimezone(ZoneInfo(family.zone)).date()
    amounts = {item.key for item in instrument.items if isinstance(item, Number)}
    asked = bool(amounts & submission.given.answers.keys())
    return Known(
        listening=pack.listening,
        language=language,
        age=years_between(date.fromisoformat(child.birth_on), local),
        now=at,
        earlier=_earlier(session, child, submission, amounts, at=at) if asked else {},
        days_since=_days_since(session, child, local),
    )


def _days_since(session: Session, child: Child, on: date) -> Mapping[str, int]:
    anchors = known_anchors(anchor_facts(session, child.id))
    return {
        key: (on - each.on).days
        for key, each in anchors.items()
        if each.kind is AnchorKind.HAPPENED and each.on is not None
    }


def _earlier(
    session: Session, child: Child, submission: Submission, items: set[str], *, at: datetime
) -> Mapping[str, Earlier]:
    """The last amount of each item before `at`, never one of the very entry that is read."""
    own = {submission.id, submission.corrects}
    entries = [row for row in queries.entries_before(session, child.id, at, limit=LOOK_BACK) if row.id not in own]
    versions = queries.versions_of(session, [row.id for row in entries])
    found: dict[str, Earlier] = {}
    for row in entries:
        for answer in answers_of(newest(versions[row.id])):
            if answer.item in items and isinstance(answer.meant, int | float):
                found.setdefault(answer.item, Earlier(float(answer.meant), row.counts_at))
    return found
