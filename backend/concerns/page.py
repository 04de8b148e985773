"""Paging the person on call: a text with number, level and participant code only, and what became of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.concerns.answer_family import BY
from backend.concerns.append import Entry, append
from backend.concerns.ladder import Page, Step
from backend.concerns.models import Concern, ConcernEvent, Kind
from backend.concerns.packet import cannot_text
from backend.concerns.rota import person
from backend.concerns.standing import Demand
from backend.errors import NotFoundError
from backend.families import queries as families
from backend.languages import Language, gettext
from backend.outbox import queries as outbox
from backend.outbox.decide import Because
from backend.outbox.enqueue import Draft, enqueue
from backend.outbox.models import Message, Status
from backend.protocol.given import LEVEL_WORDS
from backend.protocol.pack import Pack, WordingMissing, WordingUnapproved
from backend.protocol.study import OnCall
from backend.protocol.wording import MessageClass

LIFE = timedelta(hours=2)
BAD = frozenset(
    each.value for each in (Status.UNDELIVERED, Status.FAILED, Status.EXPIRED, Status.BLOCKED, Status.CANCELED)
)
FINAL = BAD | {Status.DELIVERED.value}


def page(
    session: Session, concern: Concern, demand: Demand, step: Step, *, pack: Pack, live: bool, now: datetime
) -> None:
    """Send one step of the ladder, once; whom nothing could be sent to is written down as a failed page.

    It says so where only a call reaches whoever wrote.
    """
    sent, stopped = {}, "yes" if cannot_text(session, concern) else ""
    for key in step.to:
        try:
            contact = person(pack, key)
        except NotFoundError:
            continue
        values = {
            "number": str(concern.number),
            "level": LEVEL_WORDS[demand.level.value].in_(contact.language),
            "code": code_words(session, concern, contact.language),
            "stopped": stopped,
        }
        dedup_key = f"page:{concern.id}:{demand.number}:{step.number}:{key}"
        message = text_contact(
            session,
            contact,
            "page-concern",
            values,
            key=dedup_key,
            stream=concern.stream,
            about=(f"concern:{concern.id}",),
            pack=pack,
            live=live,
            now=now,
        )
        if message is not None:
            sent[key] = message.id
    facts = {
        "demand": str(demand.number),
        "step": str(step.number),
        "due": step.due.isoformat(),
        "to": ",".join(step.to),
        "round": str(step.round),
        "why": step.why,
        "messages": ",".join(sent.values()),
    }
    append(session, concern, Entry(Kind.PAGED, by=BY, facts=facts), now=now)
    if not sent:
        page_failed(session, concern, demand.number, step.number, "nothing-to-send", now=now)


def page_failed(session: Session, concern: Concern, demand: int, step: int, why: str, *, now: datetime) -> None:
    """Write down that a step reached nobody."""
    facts = {"demand": str(demand), "step": str(step), "why": why}
    entry = Entry(Kind.PAGE_FAILED, by=BY, facts=facts, key=f"page-failed:{concern.id}:{demand}:{step}")
    append(session, concern, entry, now=now)


def pages_of(events: Iterable[ConcernEvent], demand: Demand) -> list[Page]:
    """The steps of this demand so far, in order."""
    mine = [row for row in events if row.facts.get("demand") == str(demand.number)]
    failed = {row.facts["step"]: row.happened_at for row in mine if row.kind == Kind.PAGE_FAILED.value}
    return [
        Page(
            step=int(row.facts["step"]),
            due=datetime.fromisoformat(row.facts["due"]),
            at=row.happened_at,
            to=tuple(key for key in row.facts["to"].split(",") if key),
            failed_at=failed.get(row.facts["step"]),
        )
        for row in mine
        if row.kind == Kind.PAGED.value
    ]


def statuses(session: Session, events: Iterable[ConcernEvent], demand: Demand) -> list[Message]:
    """The messages of this demand's last step."""
    steps = [row for row in events if row.kind == Kind.PAGED.value and row.facts.get("demand") == str(demand.number)]
    ids = [each for each in steps[-1].facts.get("messages", "").split(",") if each] if steps else []
    return [found for found in (outbox.message(session, each) for each in ids) if found is not None]


def code_words(session: Session, concern: Concern, language: Language) -> str:
    """The participant codes a page may name: the child's, or all that it may be about."""
    if concern.child_code or concern.may_be:
        return concern.code
    if concern.family_id is None:
        return gettext("unknown phone", language)
    return "/".join(child.code for child in families.children_of(session, concern.family_id)) or concern.stream


def text_contact(
    session: Session,
    contact: OnCall,
    kind: str,
    values: dict[str, str],
    *,
    key: str,
    stream: str,
    about: tuple[str, ...] = (),
    pack: Pack,
    live: bool,
    now: datetime,
) -> Message | None:
    """Put a page to one person into the outbox; None if there is no approved wording, or it is there already."""
    route = pack.study.route_for(contact.phone)
    language = route.carries(contact.language)
    try:
        rendered = pack.render(kind, variant=route.variant, language=language, values=values, live=live)
    except (WordingMissing, WordingUnapproved):
        return None
    draft = Draft(
        dedup_key=key,
        kind=kind,
        message_class=MessageClass.STAFF_PAGE,
        number=contact.phone,
        route=route,
        zone=pack.study.zone,
        language=language,
        rendered=rendered,
        stream=stream,
        because=Because(kind, "send", "rota", {"contact": contact.key}),
        due_at=now,
        expires_at=now + LIFE,
        about=about,
        tolerates_duplicate=True,
    )
    return enqueue(session, draft, now=now)
