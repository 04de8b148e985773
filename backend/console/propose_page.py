"""The form that makes a proposal of a question, filled in from it; and the proposals so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.assistant.unnamed import unnamed
from backend.chat import queries as chat
from backend.chat.models import ChatProposal
from backend.chat.names import names_of
from backend.chat.propose import BOTH, LANGUAGES, Proposed
from backend.console.chat_page import family_seen
from backend.console.people import people
from backend.console.reader import Reader
from backend.errors import NotFoundError
from backend.inbox import queries as inbox
from backend.inbox.models import InboundMessage
from backend.protocol.pack import Pack
from backend.triage.understanding import Wording

NEW = "new"
SPOKEN = {Wording.EN.value: "en", Wording.YUE.value: "yue"}


@dataclass(frozen=True)
class ProposalLine:
    """One proposal as it is listed."""

    id: str
    topic: str
    title: str
    asked: Sequence[str]
    by: str
    when: str
    is_new: bool


def question(session: Session, text_id: str, reader: Reader) -> InboundMessage:
    """A question of a family of the reader's site. Raises NotFoundError."""
    row = inbox.text(session, text_id)
    if row is None or row.stream is None or chat.turn(session, text_id) is None:
        raise NotFoundError("There is no such question.")
    family_seen(session, row.stream, reader)
    return row


def names_in(session: Session, row: InboundMessage, reader: Reader, pack: Pack) -> tuple[str, ...]:
    """The names that must not be in what is proposed from it."""
    return names_of(session, family_seen(session, row.stream or "", reader), pack)


def filled_in(session: Session, row: InboundMessage, reader: Reader, pack: Pack) -> dict[str, str]:
    """The form to begin with: the question without names, by the topic it comes nearest to."""
    turn = chat.turn(session, row.id)
    nearest = turn.ranking[0].partition("=")[0] if turn is not None and turn.ranking else ""
    said = unnamed(row.body, names_in(session, row, reader, pack))
    return {"topic": nearest, f"asked-{SPOKEN.get(row.language or '', 'zh-Hans')}": said}


def read_form(values: Mapping[str, str], text_id: str) -> Proposed:
    """What the form says."""
    asked = {each: tuple(filter(None, values.get(f"asked-{each}", "").splitlines())) for each in LANGUAGES}
    if values.get("topic") != NEW:
        return Proposed(values.get("topic", ""), asked, (text_id,))
    title, short = ({each: values.get(f"{name}-{each}", "") for each in BOTH} for name in ("title", "short"))
    return Proposed(values.get("new-topic", ""), asked, (text_id,), title, short)


def proposals(session: Session, reader: Reader, pack: Pack) -> Sequence[ProposalLine]:
    """Every proposal, the newest first."""
    names = people(session, pack, reader)
    return [_line(row, reader, pack, names.name(row.by)) for row in chat.proposals(session)]


def _line(row: ChatProposal, reader: Reader, pack: Pack, by: str) -> ProposalLine:
    passage = pack.passages.get(row.topic)
    title = passage.title.in_(reader.language) if passage else row.title.get(reader.language.value, row.topic)
    asked = [each for texts in row.asked.values() for each in texts]
    return ProposalLine(row.id, row.topic, title, asked, by, reader.moment(row.at), bool(row.title))
