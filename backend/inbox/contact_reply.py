"""A text from somebody on the rota: "A 17" takes concern 17 up, "A" answers a test; all else is asked back."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.audit.record import STUDY
from backend.concerns.acknowledge import OverError, TakenError, acknowledge
from backend.concerns.models import Concern
from backend.concerns.page import text_contact
from backend.concerns.promise import read_by_words
from backend.concerns.prove_contacts import is_waiting, prove
from backend.concerns.queries import unresolved
from backend.errors import NotFoundError
from backend.inbox import queries
from backend.inbox.models import InboundMessage
from backend.protocol.pack import Pack
from backend.protocol.study import OnCall

WORD = r"(?:a|ack|ok|收到|接手|确认|確認|接)"
NUMBERED = re.compile(rf"^{WORD}[\s:：.,，#-]*(?:no\.?\s*)?(\d{{1,6}})(?!\d)")
BARE = re.compile(rf"^{WORD}[\s.!。！]*$")
ONLY_NUMBER = re.compile(r"^#?(\d{1,6})\s*[号號]?$")
MOST_ASKED_BACK = 8


@dataclass(frozen=True)
class Saying:
    """What a contact's text asks: a number, or the bare word (0)."""

    number: int


def read_reply(text: str, *, number_alone: bool = False) -> Saying | None:
    """The acknowledgement in a text; None if it is something else. A test's number is 0."""
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    found = NUMBERED.match(said) or (ONLY_NUMBER.match(said) if number_alone else None)
    if found:
        return Saying(int(found.group(1)))
    return Saying(0) if BARE.match(said) else None


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
        desk.answer("page-unknown")
    elif said.number:
        desk.take_up(said.number)
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
        """The word alone: the answer to a test, or the one concern that waits."""
        if is_waiting(self.session, self.contact):
            self._prove()
            self.answer("page-proved")
            return
        open_ones = [each for each in unresolved(self.session) if each.state == "open" and each.next_at is not None]
        if len(open_ones) == 1:
            self.take_up(open_ones[0].number)
        else:
            self.answer("page-unknown")

    def take_up(self, number: int) -> None:
        """Acknowledge, and say what holds now."""
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
            self.answer("page-acknowledged", number=str(number), by=self._by(concern))

    def _by(self, concern: Concern) -> str:
        due = concern.due_by or self.now
        return read_by_words(due, self.contact.language, self.pack.study.zone)

    def _prove(self) -> None:
        prove(self.session, self.contact, way="sms", by=f"contact:{self.contact.key}", now=self.now)

    def answer(self, kind: str, **values: str) -> None:
        """One answer per text; an automatic responder is not answered for ever."""
        self.row.outcome = kind
        hour_ago = self.now - timedelta(hours=1)
        often = queries.received_since(self.session, number_index=self.row.number_index, since=hour_ago)
        if kind == "page-unknown" and often > MOST_ASKED_BACK:
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
