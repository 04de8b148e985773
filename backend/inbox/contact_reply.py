"""A text from somebody on the rota: "A 17" takes concern 17 up, "A" answers a test; all else is asked back.

A word without a number, or a number among other words, may mean something else: it counts only for a concern whose
sender was paged about it. Politeness is nothing else: "好的，A 17，谢谢" counts for whatever pages on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.audit.record import STUDY
from backend.concerns.acknowledge import OverError, TakenError, acknowledge
from backend.concerns.append import standing_of
from backend.concerns.models import Concern, State
from backend.concerns.page import text_contact
from backend.concerns.promise import read_by_words
from backend.concerns.prove_contacts import is_waiting, prove
from backend.concerns.queries import concern_number
from backend.concerns.wanted import wanted
from backend.errors import NotFoundError
from backend.inbox import queries
from backend.inbox.contact_words import Saying, read_reply
from backend.inbox.models import InboundMessage
from backend.languages import Language, gettext
from backend.protocol.pack import Pack
from backend.protocol.study import OnCall

MOST_ASKED_BACK = 8
ASKED_BACK = frozenset({"page-unknown", "page-which"})
MOST_NAMED = 3
"""More numbers make the text two parts long."""


def take_contact_reply(
    session: Session,
    row: InboundMessage,
    contact: OnCall,
    *,
    has_family: bool,
    pack: Pack,
    live: bool,
    now: datetime,
) -> bool:
    """Act on a text from the rota; False if it is a family's text from a phone that is both."""
    said = read_reply(row.body, number_alone=not has_family)
    if said is None and has_family:
        return False
    row.reading, row.stream = "contact-reply", STUDY
    desk = _Desk(session, row, contact, pack, live, now)
    if said is None:
        desk.ask_back()
    elif said.number:
        desk.take_numbered(said)
    else:
        desk.take_bare()
    return True


@dataclass(frozen=True)
class _Desk:
    """One reply and everything needed to act on it."""

    session: Session
    row: InboundMessage
    contact: OnCall
    pack: Pack
    live: bool
    now: datetime

    def take_bare(self) -> None:
        """The word alone: the answer to a test, or the one concern that its sender was paged about."""
        if is_waiting(self.session, self.contact):
            self._prove()
            self.answer("page-proved")
            return
        mine = self._paged_about()
        if len(mine) == 1:
            self.take_up(mine[0])
        else:
            self.ask_back()

    def take_numbered(self, said: Saying) -> None:
        """The concern of that number; from among other words only if its sender was paged about it.

        Among polite words it has to page on.
        """
        concern = concern_number(self.session, said.number)
        nobody_has_it = concern is not None and concern.state == State.OPEN.value
        pages_on = said.clear and any(each.number == said.number for each in wanted(self.session))
        if said.alone or not nobody_has_it or pages_on or said.number in self._paged_about():
            self.take_up(said.number)
        else:
            self._ask_which([said.number])

    def take_up(self, number: int) -> None:
        """Acknowledge, and say what holds now; what was sent before somebody was wanted again takes nothing up."""
        if self._is_overtaken(number):
            self._ask_which([number])
            return
        try:
            concern = acknowledge(
                self.session, number, by=f"contact:{self.contact.key}", way="sms", pack=self.pack, now=self.now
            )
        except TakenError:
            self.answer("page-taken", number=str(number))
        except OverError:
            self.answer("page-closed", number=str(number))
        except NotFoundError:
            self.answer("page-unknown")
        else:
            self._prove()
            self.row.concern_id = concern.id
            self._say_taken(concern)

    def ask_back(self) -> None:
        """Which one is meant: those that its sender was paged about, else all that want somebody."""
        numbers = self._paged_about() or [each.number for each in wanted(self.session)]
        if numbers:
            self._ask_which(numbers)
        else:
            self.answer("page-unknown")

    def _ask_which(self, numbers: Sequence[int]) -> None:
        language, more = self.contact.language, len(numbers) - MOST_NAMED
        joiner = ", " if language is Language.EN else "、"
        named = joiner.join(str(each) for each in numbers[:MOST_NAMED])
        words = (
            gettext("no. %(numbers)s and %(more)s more", language, numbers=named, more=more)
            if more > 0
            else gettext("no. %(numbers)s", language, numbers=named)
        )
        self.answer("page-which", numbers=words, number=str(numbers[0]))

    def _is_overtaken(self, number: int) -> bool:
        concern = concern_number(self.session, number)
        demand = standing_of(self.session, concern).demand if concern is not None else None
        return demand is not None and demand.since > self.row.sent_at

    def _paged_about(self) -> list[int]:
        return [each.number for each in wanted(self.session) if self.contact.key in each.paged]

    def _say_taken(self, concern: Concern) -> None:
        number = str(concern.number)
        if concern.due_by is None:
            self.answer("page-yours", number=number)
            return
        by = read_by_words(concern.due_by, self.contact.language, self.pack.study.zone)
        self.answer("page-acknowledged", number=number, by=by)

    def _prove(self) -> None:
        prove(self.session, self.contact, way="sms", by=f"contact:{self.contact.key}", now=self.now)

    def answer(self, kind: str, **values: str) -> None:
        """One answer per text; an automatic responder is not answered for ever."""
        self.row.outcome = kind
        hour_ago = self.now - timedelta(hours=1)
        often = queries.received_since(self.session, number_index=self.row.number_index, since=hour_ago)
        if kind in ASKED_BACK and often > MOST_ASKED_BACK:
            return
        text_contact(
            self.session,
            self.contact,
            kind,
            values,
            key=f"reply:{self.row.id}:{kind}",
            stream=STUDY,
            pack=self.pack,
            live=self.live,
            now=self.now,
        )
