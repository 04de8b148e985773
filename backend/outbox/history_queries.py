"""The SQL of what went, or did not go, to a family, and why."""

from datetime import date

from sqlmodel import Session, col, select

from backend.outbox.models import Attempt, Decision, DeliveryReport, Message


def messages_of(session: Session, *, stream: str) -> list[Message]:
    return list(
        session.exec(
            select(Message).where(Message.stream == stream).order_by(col(Message.created_at), col(Message.id))
        ).all()
    )


def latest_messages(session: Session, *, stream: str, limit: int) -> list[Message]:
    """A family's last texts, whatever became of them, the newest first; pages are not among."""
    query = select(Message).where(Message.stream == stream, Message.message_class != "staff-page")
    return list(session.exec(query.order_by(col(Message.created_at).desc(), col(Message.id)).limit(limit)).all())


def decided_against(session: Session, *, stream: str, limit: int) -> list[Decision]:
    """Why texts to a family that were due never became one, the newest first."""
    query = select(Decision).where(
        Decision.stream == stream, col(Decision.message_id).is_(None), Decision.outcome == "not-sent"
    )
    return list(session.exec(query.order_by(col(Decision.at).desc(), col(Decision.id)).limit(limit)).all())


def decisions_on(session: Session, *, stream: str, day: date) -> list[Decision]:
    """What was decided for a family about that day: texts that were due then, sent or not."""
    return list(
        session.exec(
            select(Decision)
            .where(Decision.stream == stream, Decision.about_on == day)
            .order_by(col(Decision.at), col(Decision.id))
        ).all()
    )


def decisions_of(session: Session, message_id: str) -> list[Decision]:
    return list(
        session.exec(
            select(Decision).where(Decision.message_id == message_id).order_by(col(Decision.at), col(Decision.id))
        ).all()
    )


def attempts(session: Session, message_id: str) -> list[Attempt]:
    return list(
        session.exec(select(Attempt).where(Attempt.message_id == message_id).order_by(col(Attempt.number))).all()
    )


def reports_of(session: Session, message_id: str) -> list[DeliveryReport]:
    return list(
        session.exec(
            select(DeliveryReport).where(DeliveryReport.message_id == message_id).order_by(col(DeliveryReport.id))
        ).all()
    )
