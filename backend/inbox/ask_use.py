"""Asking, seldom and where it costs nothing more, whether a passage helped.

Never beside another question of this phone: its digits would mean two things. The digits are none that visits listen
to, so that one sent after a reminder came confirms nothing.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session

from backend.chat.queries import asked_use_since
from backend.inbox.conversation import Conversation
from backend.inbox.keep_diary import is_at_diary
from backend.languages import Language
from backend.outbox.told_queries import is_asked_about
from backend.protocol.pack import WordingMissing, WordingUnapproved
from backend.protocol.routes import Variant
from backend.segments import count

USEFUL, USELESS = "useful", "useless"
YES, NO = "8", "9"
SELDOM = timedelta(days=30)
"""How long a family is not asked again about the same topic: who is asked each time stops answering."""
MOST_PARTS = 2
"""How many segments an answer with the question may take, unless the answer alone takes as many."""


def use_options(talk: Conversation) -> Mapping[str, list[str]]:
    """What the digits under the answer to this text mean."""
    return {YES: [USEFUL, talk.row.id], NO: [USELESS, talk.row.id]}


def is_rating(options: Mapping[str, list[str]]) -> bool:
    """Whether these digits say no more than whether an answer helped."""
    return bool(options) and {meaning[0] for meaning in options.values()} <= {USEFUL, USELESS}


def ask_use(
    session: Session, talk: Conversation, topic: str, kind: str, values: Mapping[str, str], language: Language
) -> str:
    """The question that may stand under this answer; nothing where it is not to be asked."""
    if "rate" not in talk.pack.wordings[kind].variables or _is_asked_else(session, talk):
        return ""
    if asked_use_since(session, stream=talk.family.code, topic=topic, since=talk.now - SELDOM):
        return ""
    try:
        said = talk.pack.fragment("rate", language=language, live=talk.live)
        words = "\n" + said.replace("{useful}", YES).replace("{useless}", NO)
        dearer = talk.writer is None and _is_dearer(talk, kind, values, words, language)
    except (WordingMissing, WordingUnapproved):
        return ""
    return "" if dearer else words


def _is_asked_else(session: Session, talk: Conversation) -> bool:
    """Whether something else waits for an answer of this phone, or is on its way to ask for one."""
    if talk.prompt is not None or is_at_diary(session, talk):
        return True
    return is_asked_about(session, number_index=talk.phone.number_index, now=talk.now)


def _is_dearer(talk: Conversation, kind: str, values: Mapping[str, str], words: str, language: Language) -> bool:
    alone, asking = (_parts(talk, kind, {**values, "rate": each}, language) for each in ("", words))
    return asking > max(alone, MOST_PARTS)


def _parts(talk: Conversation, kind: str, values: Mapping[str, str], language: Language) -> int:
    carried = talk.route.carries(language)
    rendered = talk.pack.render(kind, variant=Variant.TWO_WAY, language=carried, values=values, live=talk.live)
    return count(rendered.body).parts
