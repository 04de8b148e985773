"""Whether this process lives, and whether it can do its work."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from backend.clock import Clock
from backend.db import reading
from backend.migrate import is_current
from backend.web import clock_of, engine_of

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """A word for machines, and the hour they asked at."""

    status: str
    at: str


@router.get("/healthz")
def alive(clock: Annotated[Clock, Depends(clock_of)]) -> Health:
    """The process answers."""
    return Health(status="alive", at=clock.now().isoformat(timespec="seconds"))


@router.get("/readyz")
def ready(
    response: Response, engine: Annotated[Engine, Depends(engine_of)], clock: Annotated[Clock, Depends(clock_of)]
) -> Health:
    """The database answers and its tables are those of this version; 503 otherwise."""
    status = "ready"
    try:
        with reading(engine) as session:
            if not is_current(session.connection()):
                status = "migrations-pending"
    except SQLAlchemyError:
        status = "database-unreachable"
    if status != "ready":
        response.status_code = 503
    return Health(status=status, at=clock.now().isoformat(timespec="seconds"))
