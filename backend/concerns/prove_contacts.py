"""Proving that each person on call can be reached and can acknowledge, before it matters."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from backend import vault
from backend.audit.record import STUDY, record
from backend.concerns import queries
from backend.concerns.models import ContactTest
from backend.concerns.page import text_contact
from backend.protocol.pack import Pack
from backend.protocol.study import OnCall


def send_tests(
    session: Session, *, keys: Collection[str] = (), by: str, pack: Pack, live: bool, now: datetime
) -> list[OnCall]:
    """Send everybody on the rota (or those of `keys`) a test page; whom it went to."""
    sent = []
    for contact in pack.study.contact.people:
        if keys and contact.key not in keys:
            continue
        test = ContactTest(
            id=str(uuid4()), contact_key=contact.key, number_index=vault.blind(contact.phone), by=by, at=now
        )
        message = text_contact(
            session, contact, "page-test", {}, key=f"page-test:{test.id}", stream=STUDY, pack=pack, live=live, now=now
        )
        if message is not None:
            test.message_id = message.id
            session.add(test)
            sent.append(contact)
            _audit(session, test, "concerns.contact-tested", now)
    session.flush()
    return sent


def prove(session: Session, contact: OnCall, *, way: str, by: str, now: datetime) -> bool:
    """This person acknowledged by `way` (sms, console); False if that was known of this number."""
    mark = vault.blind(contact.phone)
    if any(row.contact_key == contact.key and row.number_index == mark and row.way for row in _rows(session)):
        return False
    proof = ContactTest(id=str(uuid4()), contact_key=contact.key, number_index=mark, way=way, by=by, at=now)
    session.add(proof)
    session.flush()
    _audit(session, proof, "concerns.contact-proved", now)
    return True


def is_waiting(session: Session, contact: OnCall) -> bool:
    """Whether a test page went to this person's number and no proof came since."""
    mark = vault.blind(contact.phone)
    rows = [row for row in _rows(session) if row.contact_key == contact.key and row.number_index == mark]
    return bool(rows) and not rows[-1].way


def unproven(session: Session, pack: Pack) -> tuple[str, ...]:
    """A sentence for each person whose way to acknowledge was never tested at their present number."""
    proved = {(row.contact_key, row.number_index) for row in _rows(session) if row.way}
    return tuple(
        f"{contact.key} ({contact.name.en}) has no tested way to acknowledge a page: run `nuanxin rota test`."
        for contact in pack.study.contact.people
        if (contact.key, vault.blind(contact.phone)) not in proved
    )


def _rows(session: Session) -> list[ContactTest]:
    return queries.contact_tests(session)


def _audit(session: Session, test: ContactTest, action: str, now: datetime) -> None:
    record(
        session,
        stream=STUDY,
        actor=test.by,
        action=action,
        subject=f"contact:{test.contact_key}",
        after={"way": test.way} if test.way else {},
        now=now,
    )
