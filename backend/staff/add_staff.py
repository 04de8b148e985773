"""Let somebody in: a sign-in name, a role at a site, a language and a first password."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.errors import ConflictError, NuanxinError
from backend.languages import Language
from backend.staff import queries
from backend.staff.models import StaffMember, StaffRole
from backend.staff.passwords import hash_password

NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


class BadNameError(NuanxinError):
    """A sign-in name that could be mistaken for another."""

    type = "bad-name"
    status_code = 422


@dataclass(frozen=True)
class NewStaff:
    """What is known of somebody who is let in."""

    name: str
    display: str
    role: StaffRole
    site: str
    language: Language = Language.ZH_HANS
    contact_key: str | None = None


def clean_name(written: str) -> str:
    """A sign-in name as it is kept: small letters, no spaces around."""
    return written.strip().lower()


def staff_id(name: str) -> str:
    """The id of whoever signs in as `name`, the same in every run."""
    return str(uuid5(NAMESPACE_URL, f"nuanxin:staff/{name}"))


def add_staff(session: Session, new: NewStaff, *, password: str, by: str, now: datetime) -> StaffMember:
    """Keep the new member. Raises BadNameError, WeakPasswordError, or ConflictError if the name is taken."""
    name = clean_name(new.name)
    if not NAME.fullmatch(name):
        raise BadNameError("A sign-in name has 2 to 40 of a-z, 0-9, dot, dash, underscore, and starts with a letter.")
    if queries.find_by_name(session, name) is not None:
        raise ConflictError(f"Somebody signs in as {name!r} already; names are never used again.")
    member = StaffMember(
        id=staff_id(name),
        name=name,
        display=new.display.strip() or name,
        role=new.role,
        site=new.site,
        language=new.language,
        password_hash=hash_password(password, name=name),
        contact_key=new.contact_key,
        created_at=now,
    )
    queries.add(session, member)
    record(
        session,
        stream=STUDY,
        actor=by,
        action="staff.add",
        subject=f"staff:{member.id}",
        after={"name": name, "role": new.role.value, "site": new.site, "contact": new.contact_key or ""},
        now=now,
    )
    return member
