"""Where the provider's status callbacks arrive."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Engine

from backend.channels.twilio import read_status
from backend.clock import Clock
from backend.db import transaction
from backend.outbox.follow import keep_report
from backend.web import SignedForm, clock_of, engine_of, signed_form

router = APIRouter(prefix="/twilio", tags=["provider"], include_in_schema=False)


@router.post("/status/{message_id}/{attempt}", status_code=204)
def take_status(
    message_id: str,
    attempt: int,
    form: Annotated[SignedForm, Depends(signed_form)],
    engine: Annotated[Engine, Depends(engine_of)],
    clock: Annotated[Clock, Depends(clock_of)],
) -> Response:
    """Keep the report and move the message forward; an unknown id is kept as well and answered the same."""
    with transaction(engine) as session:
        keep_report(session, message_id, attempt, read_status(form.fields), now=clock.now())
    return Response(status_code=204)
