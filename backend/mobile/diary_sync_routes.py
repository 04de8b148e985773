"""For the page's own script: an entry from a phone, perhaps written long before; an answer looked at on the way."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, ConfigDict, Field

from backend.devices.signed_in import SignedIn
from backend.diary.thanks import thanks
from backend.mobile.diary_draft import Draft
from backend.mobile.diary_fill_routes import DIARY, PageNow
from backend.mobile.diary_send import course_of_draft, send
from backend.mobile.page_guard_routes import IN, ForgedFormError, page_device
from backend.tokens import same


def own_script(
    me: Annotated[SignedIn, Depends(page_device)], x_form_token: Annotated[str, Header(max_length=100)] = ""
) -> None:
    """The script runs on a page of this device. Raises ForgedFormError."""
    if not same(x_form_token, me.form_token):
        raise ForgedFormError("This page is not of this device.")


router = APIRouter(prefix=DIARY, include_in_schema=False, dependencies=[*IN, Depends(own_script)])


class Written(BaseModel):
    """One entry as it lay on the phone. `may_ask`: the family waits, and can confirm what is unlikely."""

    model_config = ConfigDict(extra="forbid")

    child: str = Field(max_length=40)
    instrument: str = Field(max_length=60)
    draft: Draft
    zone: str = Field(default="", max_length=60)
    may_ask: bool = False
    whole: bool = True
    at: str = Field(default="", max_length=60)


@router.post("/send")
def send_written(body: Written, page: PageNow) -> dict[str, object]:
    """Keep it, once. What cannot be kept says why; the phone keeps it until its family has looked."""
    reader = page.reader
    _, course = course_of_draft(page, body.child, body.instrument, body.draft)
    zone = _zone(body.zone) or reader.signed_in.family.zone
    submission = body.draft.submission(course.instrument, zone=zone, now=reader.now, whole=body.whole)
    recorded = send(page, body.child, submission, may_ask=body.may_ask)
    advice, family = recorded.advice, reader.signed_in.family
    return {
        "kept": recorded.is_kept,
        "outcome": recorded.outcome.value,
        "now": reader.now.isoformat(),
        "said": thanks(recorded, family, reader.language, reader.pack),
        "wrong": [{"item": each.item, "said": each.sentence} for each in recorded.problems],
        "asks": [{"item": each.item, "said": each.sentence, "mark": each.mark} for each in recorded.asks],
        "advice": advice.text if advice else "",
    }


@router.post("/look")
def look(body: Written, page: PageNow) -> dict[str, object]:
    """What there is to say about the answer at `at`, before the family goes on; nothing is kept."""
    _, course = course_of_draft(page, body.child, body.instrument, body.draft)
    wrong, ask = course.wrong(body.at), course.ask(body.at)
    return {
        "wrong": wrong.sentence if wrong else "",
        "ask": {"said": ask.sentence, "mark": ask.mark} if ask and not wrong else None,
        "now": page.reader.now.isoformat(),
    }


def _zone(name: str) -> str:
    """The zone the phone was in; empty if there is none of that name."""
    try:
        return ZoneInfo(name).key
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return ""
