"""Proposing a passage, or another way to ask for one, from a real question: kept, exported, never sent to anybody.

What is proposed goes out only once it is in the pack and approved there.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from backend.assistant.unnamed import ADDRESS, NUMBER, SOMEONE, unnamed
from backend.audit.record import STUDY, record
from backend.chat import queries
from backend.chat.models import ChatProposal
from backend.errors import NotFoundError, NuanxinError
from backend.languages import marked
from backend.protocol.blinding import refuse_arm_words
from backend.protocol.pack import Pack
from backend.protocol.passages import TOPIC

LANGUAGES = ("zh-Hans", "yue", "en")
"""In which a pack's passages are asked for."""
BOTH = ("zh-Hans", "en")
MOST = 2000
NOT_ASKED = marked("Write at least one way to ask.")
HALF = marked("A new guide needs a title and a short text in both languages.")
NO_TOPIC = marked("A topic is a group, a dot and a name in small Latin letters, such as urine.travel.")
TAKEN = marked("There is such a guide already; choose it above.")
PERSONAL = marked("Leave out names, codes, numbers and addresses of people.")


class ProposalWrongError(NuanxinError):
    """Something is missing, or stands where it must not; the sentence says what."""

    type = "proposal-wrong"
    status_code = 422


@dataclass(frozen=True)
class Proposed:
    """What somebody proposes. `asked`: ways to ask by language; a new passage has a title and a short text, in both.

    `texts` are the ids of the questions it comes from.
    """

    topic: str
    asked: Mapping[str, tuple[str, ...]]
    texts: tuple[str, ...]
    title: Mapping[str, str] | None = None
    short: Mapping[str, str] | None = None


def propose(
    session: Session, proposed: Proposed, *, names: Iterable[str], by: str, pack: Pack, now: datetime
) -> ChatProposal:
    """Keep it, without what tells who asked. Raises ProposalWrongError, ArmWordsError, NotFoundError."""
    known = tuple(names)
    is_new = proposed.title is not None
    _check_topic(proposed.topic, pack, is_new=is_new)
    asked = {language: [unnamed(each, known) for each in proposed.asked.get(language, ())] for language in LANGUAGES}
    if not any(asked.values()):
        raise ProposalWrongError(NOT_ASKED)
    written = [*(proposed.title or {}).values(), *(proposed.short or {}).values()]
    for text in written:
        _refuse_personal(text, known)
    refuse_arm_words(*(each for texts in asked.values() for each in texts), *written)
    if is_new and not all((proposed.title or {}).get(each) and (proposed.short or {}).get(each) for each in BOTH):
        raise ProposalWrongError(HALF)
    row = ChatProposal(
        id=str(uuid4()),
        at=now,
        by=by,
        topic=proposed.topic,
        asked=asked,
        title=dict(proposed.title or {}),
        short=dict(proposed.short or {}),
        texts=list(proposed.texts),
    )
    queries.add(session, row)
    after = {"topic": row.topic, "new": "yes" if is_new else "no"}
    record(
        session, stream=STUDY, actor=by, action="chat.proposed", subject=f"proposal:{row.id}", after=after, now=now
    )
    return row


def _check_topic(topic: str, pack: Pack, *, is_new: bool) -> None:
    if not is_new:
        if topic not in pack.passages:
            raise NotFoundError(f"There is no passage {topic}.")
        return
    groups = {each.key for each in pack.guide_groups}
    if not re.fullmatch(TOPIC, topic) or topic.partition(".")[0] not in groups:
        raise ProposalWrongError(NO_TOPIC)
    if topic in pack.passages:
        raise ProposalWrongError(TAKEN)


def _refuse_personal(text: str, names: Iterable[str]) -> None:
    """Words that families are to read hold nobody's name, code or number; in a question they are left out."""
    said = unnamed(text, names)
    if any(mark in said and mark not in text for mark in (SOMEONE, NUMBER, ADDRESS)):
        raise ProposalWrongError(PERSONAL)
