"""The obvious stack doing the same work: a Celery task per message over Redis, SQLAlchemy rows, the official SDK."""

import os

from celery import Celery
from sqlalchemy import create_engine, text
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.factories import NUMBER, SID, TOKEN

REDIS = f"redis://127.0.0.1:{os.environ.get('BENCH_REDIS', '6399')}/0"
app = Celery("rival", broker=REDIS)
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True, worker_prefetch_multiplier=4)
engine = create_engine(os.environ.get("BENCH_DB", "sqlite://"), pool_size=16)
client = Client(SID, TOKEN, http_client=TwilioHttpClient(timeout=10))
client.api.base_url = os.environ.get("BENCH_PROVIDER", "http://127.0.0.1:1")


@app.task
def send(message_id: int) -> None:
    """Load, send, write down: what a straightforward team would write."""
    with engine.begin() as connection:
        row = connection.execute(text("SELECT number, body FROM rival WHERE id = :id"), {"id": message_id}).one()
        connection.execute(text("UPDATE rival SET status = 'sending' WHERE id = :id"), {"id": message_id})
    made = client.messages.create(to=row.number, body=row.body, from_=NUMBER)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE rival SET status = 'accepted', provider_id = :sid WHERE id = :id"),
            {"sid": made.sid, "id": message_id},
        )
