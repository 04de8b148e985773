"""Conversations as staff read them: each text with what it was answered with, and what nobody could answer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.chat import queries as chat
from backend.chat.hold import held_now
from backend.chat.models import Came, ChatHold, ChatTurn, HoldKind
from backend.console.people import People, people
from backend.console.reader import Reader
from backend.console.words_lang import lang_of_words
from backend.errors import NotFoundError
from backend.explain.answer_words import why_words
from backend.families import models as household
from backend.families import queries as families
from backend.inbox import queries as inbox
from backend.inbox.models import InboundMessage
from backend.languages import marked
from backend.outbox.told_queries import answers_about
from backend.protocol.pack import Pack

SHOWN = timedelta(days=14)
RATED = timedelta(days=90)
MOST_TEXTS = 40
CAME = {
    Came.ANSWERED: marked("answered"),
    Came.OFFERED: marked("titles offered"),
    Came.CHOSEN: marked("a title chosen"),
    Came.REFUSED: marked("refused"),
    Came.PERSON: marked("for a person"),
}
ASKED_FOR = marked("nobody yet; the family asked for a person")
MISSED = frozenset({Came.OFFERED.value, Came.PERSON.value})


@dataclass(frozen=True)
class Family:
    """One family that asked, with who has the conversation. `waits`: it asked for a person, and nobody has it yet."""

    code: str
    asked: int
    missed: int
    last: str
    held_by: str
    waits: bool


@dataclass(frozen=True)
class Words:
    """What a family wrote, where and when."""

    id: str
    text: str
    lang: str
    code: str
    when: str


@dataclass(frozen=True)
class Group:
    """Questions that were not understood, by the guide they come nearest to."""

    title: str
    words: Sequence[Words]


@dataclass(frozen=True)
class Rated:
    """How often one version of a passage helped those who said so."""

    title: str
    topic: str
    version: str
    useful: int
    useless: int


@dataclass(frozen=True)
class Line:
    """One text of a family and every answer to it. `from_` names the passages with their versions."""

    words: Words
    came: str
    why: str
    from_: Sequence[str]
    answers: Sequence[tuple[str, str, str]]


def asking_families(session: Session, reader: Reader, pack: Pack) -> Sequence[Family]:
    """Families of the reader's site that asked of late, those a person has, or is to have, first."""
    held, mine = held_now(session), _mine(session, reader)
    found: dict[str, list[ChatTurn]] = {code: [] for code in held if code in mine}
    for turn in _turns(session, reader):
        found.setdefault(turn.stream, []).append(turn)
    names = people(session, pack, reader)
    rows = [_family(code, turns, held.get(code), reader, names) for code, turns in found.items()]
    return sorted(rows, key=lambda each: (not each.waits, not each.held_by))


def not_understood(session: Session, reader: Reader, pack: Pack) -> Sequence[Group]:
    """What nobody but a person could answer, the biggest group first."""
    grouped: dict[str, list[ChatTurn]] = defaultdict(list)
    for turn in _turns(session, reader):
        if turn.came in MISSED:
            grouped[turn.ranking[0].partition("=")[0] if turn.ranking else ""].append(turn)
    groups = [Group(_title(topic, reader, pack), _words(session, turns, reader)) for topic, turns in grouped.items()]
    return sorted(groups, key=lambda each: -len(each.words))


def ratings(session: Session, reader: Reader, pack: Pack) -> Sequence[Rated]:
    """How often each version of a passage helped, the least helpful first."""
    mine = _mine(session, reader)
    last = {each.turn_id: each for each in chat.ratings_since(session, since=reader.now - RATED)}
    found: dict[str, list[bool]] = defaultdict(list)
    for rating in last.values():
        for passage in rating.passages if rating.stream in mine else ():
            found[passage].append(rating.useful)
    rows = [_rated(passage, given, reader, pack) for passage, given in found.items()]
    return sorted(rows, key=lambda each: (-each.useless, -each.useful, each.title))


def _rated(passage: str, given: Sequence[bool], reader: Reader, pack: Pack) -> Rated:
    topic, _, version = passage.partition("@")
    return Rated(_title(topic, reader, pack) or topic, topic, version, sum(given), len(given) - sum(given))


def transcript(session: Session, code: str, reader: Reader) -> Sequence[Line]:
    """A family's texts, the newest first, with what each was answered with. Raises NotFoundError."""
    family = family_seen(session, code, reader)
    rows = inbox.latest_texts(session, stream=family.code, limit=MOST_TEXTS)
    return [_line(session, row, reader) for row in rows]


def family_seen(session: Session, code: str, reader: Reader) -> household.Family:
    """The family, if it is of the reader's site. Raises NotFoundError, the same as for none."""
    family = families.family_by_code(session, code)
    if not _sees(reader, family):
        raise NotFoundError(f"There is no family {code}.")
    return family


def is_waiting(held: ChatHold) -> bool:
    """Whether the family asked for a person and nobody has taken the conversation over."""
    return held.kind == HoldKind.ASKED.value


def holder_named(held: ChatHold | None, reader: Reader, names: People) -> str:
    """Who has the conversation, in words; nothing where the passages answer."""
    if held is None:
        return ""
    return reader.say(ASKED_FOR) if is_waiting(held) else names.name(held.by)


def _sees(reader: Reader, family: household.Family) -> bool:
    return reader.member.site == family.site


def _turns(session: Session, reader: Reader) -> Sequence[ChatTurn]:
    mine = _mine(session, reader)
    return [each for each in chat.turns_since(session, since=reader.now - SHOWN) if each.stream in mine]


def _mine(session: Session, reader: Reader) -> set[str]:
    return {each.code for each in families.families(session) if _sees(reader, each)}


def _family(code: str, turns: Sequence[ChatTurn], held: ChatHold | None, reader: Reader, names: People) -> Family:
    missed = sum(each.came in MISSED for each in turns)
    last = max([*(each.at for each in turns), *([held.at] if held is not None else [])])
    held_by = holder_named(held, reader, names)
    return Family(code, len(turns), missed, reader.moment(last), held_by, held is not None and is_waiting(held))


def _words(session: Session, turns: Sequence[ChatTurn], reader: Reader) -> Sequence[Words]:
    rows = ((turn, inbox.text(session, turn.id)) for turn in turns)
    return [_said(row, turn.stream, turn.at, reader) for turn, row in rows if row is not None]


def _line(session: Session, row: InboundMessage, reader: Reader) -> Line:
    turn, stream = chat.turn(session, row.id), row.stream or ""
    answers = answers_about(session, stream=stream, number_index=row.number_index, about=f"text:{row.id}")
    return Line(
        _said(row, stream, row.received_at, reader),
        reader.say(CAME[Came(turn.came)]) if turn is not None else "",
        why_words(turn.why, reader.language) if turn is not None else "",
        turn.passages if turn is not None else (),
        [(each.body, each.language, reader.moment(each.created_at)) for each in answers],
    )


def _said(row: InboundMessage, code: str, at: datetime, reader: Reader) -> Words:
    return Words(row.id, row.body, lang_of_words(row.body), code, reader.moment(at))


def _title(topic: str, reader: Reader, pack: Pack) -> str:
    passage = pack.passages.get(topic)
    return passage.title.in_(reader.language) if passage is not None else ""
