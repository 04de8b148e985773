"""Who is talking: the phone behind a text or who typed it, the family, the language, the open question."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.concerns.promise import read_by, read_by_words
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.models import Caregiver, Family, Phone
from backend.families.phone_queries import phone_by_index
from backend.families.queries import children_of_many
from backend.inbox import queries
from backend.inbox.meaning import language_of_text
from backend.inbox.models import InboundMessage
from backend.inbox.sender import family_of, households, named_in
from backend.languages import Language
from backend.outbox.decide import Because, note
from backend.outbox.enqueue import Draft, enqueue
from backend.outbox.models import Message, Stage
from backend.outbox.told_queries import open_prompt
from backend.protocol.pack import Pack, WordingMissing, WordingUnapproved
from backend.protocol.routes import Route, Variant
from backend.triage.plain import fold

REPLY_LIFE = timedelta(hours=24)
MOST_TEXTS_AN_HOUR = 40
"""Two children's diaries by text, a question at a time, and some questions of one's own beside them."""
MOST_ALIKE, FEW_LETTERS = 4, 8
"""How often a phone sends the same words in an hour; what is as short as an answer to a question may come again."""
ABOUT_TEXT = "text:"
LATE = timedelta(hours=1)
"""How old a text may be that answers what was asked last, or tells of today."""


@dataclass(frozen=True)
class Conversation:
    """One text and everything needed to act on it and answer it. `writer` typed it in the app or on the page."""

    row: InboundMessage
    phone: Phone
    family: Family
    caregivers: tuple[Caregiver, ...]
    route: Route
    language: Language
    prompt: Message | None
    pack: Pack
    live: bool
    now: datetime
    writer: Caregiver | None = None

    @property
    def actor(self) -> str:
        """How the audit names whoever writes: of a text by SMS only the phone is known."""
        return f"caregiver:{self.writer.id}" if self.writer is not None else f"phone:{self.phone.id}"

    @property
    def is_late(self) -> bool:
        """Whether a text by SMS was sent long before we had it, or before what it seems to answer was asked."""
        if self.writer is not None:
            return False
        asked_at = self.prompt.sent_at if self.prompt is not None else None
        asked_since = asked_at is not None and asked_at > self.row.sent_at
        return asked_since or self.row.received_at - self.row.sent_at > LATE

    @property
    def read_by(self) -> datetime:
        """By when a person will have read it (UTC)."""
        return read_by(self.now, pack=self.pack)

    @property
    def options(self) -> Mapping[str, list[str]]:
        """What each digit means now."""
        return self.prompt.options if self.prompt is not None else {}

    @property
    def answered_in(self) -> Language:
        """The language of whatever a digit brings: that of the question it answers."""
        return Language(self.prompt.language) if self.prompt is not None else self.language

    def promise(self, language: Language | None = None) -> dict[str, str]:
        """The words that every acknowledgement may need."""
        language = language or self.language
        return {
            "by": read_by_words(self.read_by, language, self.family.zone),
            "emergency": self.pack.study.emergency_words(self.family.place.value, language),
        }


def open_conversation(
    session: Session, row: InboundMessage, *, pack: Pack, live: bool, now: datetime
) -> Conversation | None:
    """The conversation a text belongs to; None if no family has this number."""
    phone = phone_by_index(session, row.number_index)
    if phone is None:
        return None
    family = family_of(session, row)
    if family is None:
        return None
    caregivers = caregivers_on_phone(session, phone.id)
    mine = [each for each in caregivers if each.family_id == family.id]
    writer = next((each for each in mine if each.id == row.caregiver_id), None)
    usual = Language((writer or mine[0]).language)
    prompt = open_prompt(session, number_index=phone.number_index, now=now)
    if writer is not None and prompt is not None and prompt.stream != family.code:
        prompt = None  # it asked another family on this phone
    return Conversation(
        row=row,
        phone=phone,
        family=family,
        caregivers=tuple(caregivers),
        route=pack.study.route_for(phone.number),
        language=language_of_text(row.body, usual) if writer is not None else usual,
        prompt=prompt,
        pack=pack,
        live=live,
        now=now,
        writer=writer,
    )


def as_asked(session: Session, talk: Conversation, code: str) -> Conversation | None:
    """The same as of the family of that code, which was asked; None if it is on this phone no more."""
    if code == talk.family.code:
        return talk
    family = next((each for each in households(session, talk.row) if each.code == code), None)
    if family is None:
        return None
    first = next(each for each in talk.caregivers if each.family_id == family.id)
    return replace(talk, family=family, language=Language(first.language))


def as_meant(session: Session, talk: Conversation, code: str) -> Conversation | None:
    """The same for a sentence: None too where it names a child of another family than the one that was asked."""
    homes = households(session, talk.row)
    children = children_of_many(session, [each.id for each in homes])
    asked = {fold(child.called) for each in homes if each.code == code for child in children[each.id]}
    theirs = [child for each in homes if each.code != code for child in children[each.id]]
    named = named_in(talk.row.body, [child for child in theirs if fold(child.called) not in asked])
    return as_asked(session, talk, code) if not named else None


def file_text(talk: Conversation) -> None:
    """Keep the text with the family it was acted on for; one that raised a worry stays where the worry is."""
    if talk.row.concern_id is None:
        talk.row.stream = talk.family.code


def reply(
    session: Session,
    talk: Conversation,
    kind: str,
    *,
    values: dict[str, str] | None = None,
    language: Language | None = None,
    subjects: tuple[str, ...] = (),
    child_specific: bool = False,
    last_word: bool = False,
    options: Mapping[str, list[str]] | None = None,
    options_until: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message | None:
    """Answer through the outbox, on the phone or in the app, where it was written; one answer per text and kind.

    `options` make the answer a question. None where nothing is said, or was said before.

    A phone that sends more than anyone types (an automatic responder) is not answered any more, only listened to.
    """
    here = talk.writer is not None
    language = language or talk.language
    if not here:
        language = talk.route.carries(language)
        if is_responder(session, talk):
            _unanswered(session, talk, kind, "too-many-texts")
            return None
    try:
        rendered = talk.pack.render(
            kind, variant=Variant.TWO_WAY, language=language, values=values or {}, live=talk.live
        )
    except WordingUnapproved:
        _unanswered(session, talk, kind, "wording-unapproved")
        return None
    return enqueue(
        session,
        Draft(
            dedup_key=f"reply:{talk.row.id}:{kind}",
            kind=kind,
            message_class=talk.pack.wordings[kind].message_class,
            number=talk.phone.number,
            route=talk.route,
            zone=talk.family.zone,
            language=language,
            rendered=rendered,
            stream=talk.family.code,
            because=Because(kind, "send", "answers-text", {"text": talk.row.id, "language": language.value}),
            due_at=talk.now,
            expires_at=expires_at or talk.now + REPLY_LIFE,
            subjects=subjects,
            about=(f"{ABOUT_TEXT}{talk.row.id}",),
            options=options or {},
            options_until=options_until,
            child_specific=child_specific,
            tolerates_duplicate=True,
            last_word=last_word,
            here=here,
        ),
        now=talk.now,
    )


def may_say(talk: Conversation, kind: str) -> bool:
    """Whether the pack has this wording, and may send it."""
    try:
        talk.pack.choose(kind, live=talk.live)
    except (WordingMissing, WordingUnapproved):
        return False
    return True


def is_responder(session: Session, talk: Conversation) -> bool:
    """Whether this phone sends more than anyone types, or the same words again and again."""
    hour_ago = talk.now - timedelta(hours=1)
    bodies = queries.bodies_since(session, number_index=talk.phone.number_index, since=hour_ago)
    alike = bodies.count(talk.row.body) if len(talk.row.body) > FEW_LETTERS else 0
    return alike > MOST_ALIKE or len(bodies) > MOST_TEXTS_AN_HOUR


def _unanswered(session: Session, talk: Conversation, kind: str, reason: str) -> None:
    note(
        session,
        Because(kind, "not-sent", reason, {"text": talk.row.id}),
        stream=talk.family.code,
        about_on=talk.now.date(),
        stage=Stage.PLAN,
        now=talk.now,
    )
