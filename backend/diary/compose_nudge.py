"""The words of a reminder for one phone: all that is open at home in one text, a digit each where it can reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend import vault
from backend.concerns.promise import read_by_words
from backend.concerns.raise_concern import UNLESS_EMERGENCY
from backend.diary.choice import DiaryMeant, diary_choice
from backend.diary.standings import Stands
from backend.diary.take_back_nudges import NUDGE, TOGETHER, window_mark
from backend.families.models import Child, Family
from backend.languages import Language
from backend.outbox import queries as outbox
from backend.outbox.decide import Because
from backend.outbox.enqueue import Draft, enqueue
from backend.outbox.models import Status
from backend.outbox.told_queries import open_prompt
from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack, Rendered, WordingUnapproved
from backend.protocol.routes import Variant
from backend.protocol.wording import MessageClass
from backend.schedule.compose import facts_of
from backend.schedule.happen import subject
from backend.schedule.household import Recipient


@dataclass(frozen=True)
class Due:
    """One window whose reminder is due; `at` is the family's hour."""

    child: Child
    instrument: Instrument
    stands: Stands
    at: time

    @property
    def evidence(self) -> dict[str, str]:
        """The facts kept with the decision, without names."""
        window = self.stands.window
        return {
            "child": self.child.code,
            "diary": f"{window.instrument} {self.instrument.version}",
            "due_on": str(window.due_on),
            "closes": window.closes_at.isoformat(),
            "state": self.stands.standing.state.value,
            "hour": f"{self.at:%H:%M}",
        }

    @property
    def choice(self) -> list[str]:
        """What a digit means that begins it by text."""
        return diary_choice(DiaryMeant(self.child.id, self.instrument.key, self.stands.window.due_on))


def send_nudge(
    session: Session, due: Sequence[Due], to: Recipient, family: Family, *, pack: Pack, live: bool, now: datetime
) -> str | None:
    """One text for the phone, unless it had one today; else the reason why there is none."""
    today = now.astimezone(ZoneInfo(family.zone)).date()
    key = _free_key(session, f"nudge:{to.phone_id}:{today}")
    if key is None:
        return "told-already"
    options = _options(session, due, to, now=now)
    try:
        rendered = _words(due, to, family, Variant.TWO_WAY if options else Variant.ONE_WAY, pack=pack, live=live)
    except WordingUnapproved:
        return "wording-unapproved"
    windows = [each.stands.window for each in due]
    midnight = datetime.combine(today + timedelta(days=1), time(), ZoneInfo(family.zone)).astimezone(now.tzinfo)
    draft = Draft(
        dedup_key=key,
        kind=NUDGE if len(due) == 1 else TOGETHER,
        message_class=MessageClass.SCHEDULED,
        number=to.number,
        route=to.route,
        zone=family.zone,
        language=to.language,
        rendered=rendered,
        stream=family.code,
        because=Because(NUDGE, "send", "diary-open", facts_of([each.evidence for each in due], to)),
        due_at=now,
        expires_at=min([midnight, *(each.closes_at for each in windows)]),
        subjects=(*sorted({subject(each.child.id) for each in due}), f"family:{family.id}"),
        about=(*(window_mark(each.child.id, each.stands.window.key) for each in due), UNLESS_EMERGENCY),
        options=options,
        options_until=max(each.late_until for each in windows) if options else None,
        child_specific=True,
        tolerates_duplicate=True,
    )
    enqueue(session, draft, now=now)
    return None


def _free_key(session: Session, key: str) -> str | None:
    """A key for today's text to the phone; None if one was not taken back."""
    for turn in count(1):
        earlier = outbox.with_key(session, f"{key}:{turn}")
        if earlier is None:
            return f"{key}:{turn}"
        if earlier.status != Status.CANCELED.value:
            return None
    return None


def _options(session: Session, due: Sequence[Due], to: Recipient, *, now: datetime) -> dict[str, list[str]]:
    """A digit for each diary, the number of its line; none where any cannot be kept by text.

    A phone that was asked something else in the last day keeps that question: one digit must not mean two things.
    """
    if not to.route.can_reply or not all(each.instrument.sms for each in due):
        return {}
    asked = open_prompt(session, number_index=vault.blind(to.number), now=now)
    fresh = asked is not None and asked.sent_at is not None and now - asked.sent_at < timedelta(days=1)
    if asked is not None and fresh and asked.kind not in (NUDGE, TOGETHER):
        return {}
    return {str(number): each.choice for number, each in enumerate(due, start=1)}


def _words(
    due: Sequence[Due], to: Recipient, family: Family, variant: Variant, *, pack: Pack, live: bool
) -> Rendered:
    values = [_values(each, to.language, family.zone) for each in due]
    if len(due) == 1:
        return pack.render(NUDGE, variant=variant, language=to.language, values=values[0], live=live)
    lines = [
        f"{number}. {pack.render_line(NUDGE, language=to.language, values=each, live=live)}"
        for number, each in enumerate(values, start=1)
    ]
    together = {"lines": "\n".join(lines), "count": str(len(due))}
    return pack.render(TOGETHER, variant=variant, language=to.language, values=together, live=live)


def _values(due: Due, language: Language, zone: str) -> dict[str, str]:
    return {
        "child": due.child.called,
        "diary": due.instrument.name.in_(language),
        "until": read_by_words(due.stands.window.closes_at, language, zone),
    }
