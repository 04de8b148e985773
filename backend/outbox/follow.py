"""Keeping a status callback as it came, then moving its message forward."""

import json
from datetime import datetime

from sqlmodel import Session

from backend.channels.outcomes import StatusReport
from backend.outbox.conclude import report
from backend.outbox.models import DeliveryReport


def keep_report(session: Session, message_id: str, attempt: int, news: StatusReport, *, now: datetime) -> bool:
    """Store the raw report; False if it names no message of ours, or a status we do not know."""
    session.add(
        DeliveryReport(
            message_id=message_id,
            attempt=attempt,
            received_at=now,
            provider_id=news.provider_id,
            status=news.status,
            error_code=news.error_code,
            raw=json.dumps(news.raw, ensure_ascii=False, sort_keys=True),
        )
    )
    return report(
        session,
        message_id,
        attempt,
        provider_id=news.provider_id,
        status=news.status,
        error_code=news.error_code,
        now=now,
    )
