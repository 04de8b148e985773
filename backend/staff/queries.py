"""All SQL about staff."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, SQLModel, col, func, select

from backend.errors import NotFoundError
from backend.staff.models import RecoveryCode, SecondFactor, SignInAttempt, StaffMember, StaffSession


def add(session: Session, *rows: SQLModel) -> None:
    """Write new rows, at once."""
    session.add_all(rows)
    session.flush()


def members(session: Session) -> list[StaffMember]:
    """Everybody, by sign-in name."""
    return list(session.exec(select(StaffMember).order_by(StaffMember.name)))


def find_by_name(session: Session, name: str) -> StaffMember | None:
    return session.exec(select(StaffMember).where(StaffMember.name == name)).one_or_none()


def by_name(session: Session, name: str) -> StaffMember:
    """Who signs in as `name`, locked until we commit. Raises NotFoundError."""
    found = session.exec(select(StaffMember).where(StaffMember.name == name).with_for_update()).one_or_none()
    if found is None:
        raise NotFoundError(f"Nobody signs in as {name!r}; `nuanxin staff list` shows who does.")
    return found


def by_id(session: Session, staff_id: str) -> StaffMember:
    """The member with this id, locked until we commit. Raises NotFoundError."""
    found = session.exec(select(StaffMember).where(StaffMember.id == staff_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no staff member with the id {staff_id}.")
    return found


def session_of(session: Session, digest: str) -> tuple[StaffSession, StaffMember] | None:
    """A signed-in browser and whose it is."""
    statement = (
        select(StaffSession, StaffMember)
        .join(StaffMember, col(StaffMember.id) == col(StaffSession.staff_id))
        .where(StaffSession.digest == digest)
    )
    return session.exec(statement).one_or_none()


def touch(session: Session, digest: str, *, now: datetime) -> None:
    """Note that a browser was just used."""
    session.execute(update(StaffSession).where(col(StaffSession.digest) == digest).values(seen_at=now))


def revoke(session: Session, *, staff_id: str, digest: str | None = None, now: datetime) -> int:
    """End one session of a member, or all of them; how many that were."""
    statement = update(StaffSession).where(
        col(StaffSession.staff_id) == staff_id, col(StaffSession.revoked_at).is_(None)
    )
    if digest is not None:
        statement = statement.where(col(StaffSession.digest) == digest)
    ended = session.execute(statement.values(revoked_at=now).returning(col(StaffSession.digest)))
    return len(ended.all())


def second_factor(session: Session, staff_id: str) -> SecondFactor | None:
    """The authenticator app of a member, unless it was reset."""
    mine = select(SecondFactor).where(SecondFactor.staff_id == staff_id, col(SecondFactor.ended_at).is_(None))
    return session.exec(mine).one_or_none()


def with_second_factor(session: Session) -> frozenset[str]:
    """The ids of those who have one."""
    return frozenset(session.exec(select(SecondFactor.staff_id).where(col(SecondFactor.ended_at).is_(None))))


def use_step(session: Session, factor_id: str, step: int) -> bool:
    """Use up a step and all before it; False if it was used up already."""
    mine = update(SecondFactor).where(col(SecondFactor.id) == factor_id, col(SecondFactor.last_step) < step)
    return session.execute(mine.values(last_step=step).returning(col(SecondFactor.id))).first() is not None


def _open_codes(factor_id: str) -> tuple[ColumnElement[bool], ...]:
    mine = col(RecoveryCode.factor_id) == factor_id
    return (mine, col(RecoveryCode.used_at).is_(None), col(RecoveryCode.ended_at).is_(None))


def recovery_left(session: Session, factor_id: str) -> int:
    """How many recovery codes are still good."""
    return session.exec(select(func.count()).select_from(RecoveryCode).where(*_open_codes(factor_id))).one()


def end_recovery(session: Session, factor_id: str, *, now: datetime) -> None:
    """No recovery code from before is good any more."""
    session.execute(update(RecoveryCode).where(*_open_codes(factor_id)).values(ended_at=now))


def use_recovery(session: Session, factor_id: str, code_index: str, *, now: datetime) -> bool:
    """Use up the recovery code of this digest; False if there is none that is still good."""
    mine = update(RecoveryCode).where(*_open_codes(factor_id), col(RecoveryCode.code_index) == code_index)
    return session.execute(mine.values(used_at=now).returning(col(RecoveryCode.id))).first() is not None


def failures(session: Session, attempt: SignInAttempt, *, since: datetime) -> tuple[int, int]:
    """How many tries since then have not succeeded: for this try's name, and from its address."""
    recent = select(func.count()).where(col(SignInAttempt.at) > since, col(SignInAttempt.succeeded).is_(False))
    return (
        session.exec(recent.where(SignInAttempt.name_index == attempt.name_index)).one(),
        session.exec(recent.where(SignInAttempt.address_index == attempt.address_index)).one(),
    )


def mark_succeeded(session: Session, attempt_id: str) -> None:
    """A try turned out right; it no longer counts."""
    session.execute(update(SignInAttempt).where(col(SignInAttempt.id) == attempt_id).values(succeeded=True))


def forget_attempts(session: Session, *, before: datetime) -> None:
    """Drop tries too old to count."""
    session.execute(delete(SignInAttempt).where(col(SignInAttempt.at) < before))
