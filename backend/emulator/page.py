"""A page with every virtual phone as a message thread, where a visitor can type as the parent."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.emulator.messages import VirtualMessage
from backend.emulator.owners import PARENTS_ANSWERS
from backend.emulator.rest import emulator_of
from backend.emulator.world import Emulator, NoReplyRoute
from backend.languages import Language, day, gettext, hour, is_traditional, marked

FOLDER = Path(__file__).parent
ZONE = ZoneInfo("Asia/Shanghai")
HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST_TYPED = 480
POLICY = "default-src 'self'; frame-ancestors 'none'"
LANGUAGES = (Language.ZH_HANS, Language.EN)
STATUS_WORDS = {
    "queued": marked("waiting"),
    "accepted": marked("waiting"),
    "sent": marked("sent"),
    "delivered": marked("delivered"),
    "undelivered": marked("not delivered"),
    "failed": marked("failed"),
    "canceled": marked("canceled"),
}


@dataclass(frozen=True)
class Line:
    """One bubble of a thread."""

    side: str
    text: str
    lang: str
    at: str
    day: str
    status: str
    status_words: str
    parts: int


@dataclass(frozen=True)
class Thread:
    """One phone in the list."""

    index: int
    number: str
    owner: str
    place: str
    preview: str
    lang: str
    at: str
    count: int
    stopped: bool


router = APIRouter(prefix="/emulator", include_in_schema=False)
_templates = Environment(loader=FileSystemLoader(FOLDER / "templates"), undefined=StrictUndefined, autoescape=True)
Phones = Annotated[Emulator, Depends(emulator_of)]


def _render(name: str, request: Request, emulator: Emulator, **values: Any) -> HTMLResponse:
    language = _language(request)

    def say(text: str, **filled: object) -> str:
        return gettext(text, language, **filled)

    html = _templates.get_template(name).render(
        _=say, language=language, languages=LANGUAGES, study_number=emulator.number, **values
    )
    response = HTMLResponse(html, headers={"Content-Security-Policy": POLICY})
    if request.query_params.get("lang"):
        response.set_cookie("lang", language.value, httponly=True, samesite="lax")
    return response


@router.get("")
def phones(request: Request, emulator: Phones) -> Response:
    """All phones, the newest text first."""
    threads = _threads(emulator, _language(request))
    return _render("phones.html", request, emulator, threads=threads, open=None, lines=[])


@router.get("/phones/{index}")
def phone(request: Request, emulator: Phones, index: int) -> Response:
    """One phone's thread, beside the list."""
    number = _number(emulator, index)
    if number is None:
        return RedirectResponse("/emulator", status_code=303)
    language = _language(request)
    threads = _threads(emulator, language)
    return _render(
        "phones.html",
        request,
        emulator,
        threads=threads,
        open=next(each for each in threads if each.index == index),
        lines=_lines(emulator.threads()[number], language),
        can_reply=emulator.can_reply(number),
        answers=emulator.owners[number].answers if number in emulator.owners else PARENTS_ANSWERS,
    )


@router.get("/phones/{index}/thread")
def thread(request: Request, emulator: Phones, index: int, count: Annotated[int, Query()] = 0) -> Response:
    """The bubbles alone; 204 while nothing is new."""
    mine = emulator.threads().get(_number(emulator, index) or "", [])
    moving = any(each.status in ("queued", "accepted", "sent") for each in mine[-3:])
    if len(mine) == count and not moving:
        return Response(status_code=204)
    return _render("thread.html", request, emulator, lines=_lines(mine, _language(request)))


@router.post("/phones/{index}")
def type_text(emulator: Phones, index: int, text: Annotated[str, Form(max_length=LONGEST_TYPED)] = "") -> Response:
    """Type as this phone's owner."""
    number = _number(emulator, index)
    if number is not None and text.strip():
        try:
            emulator.type_as(number, text)
        except NoReplyRoute:
            return Response("phones of this country cannot reply", status_code=409)
    return RedirectResponse(f"/emulator/phones/{index}#end", status_code=303)


@router.get("/assets/{name}")
def asset(name: str) -> Response:
    """The page's own style and script."""
    return FileResponse(FOLDER / name) if name in ("phones.css", "phones.js") else Response(status_code=404)


def _language(request: Request) -> Language:
    wanted = request.query_params.get("lang") or request.cookies.get("lang") or ""
    if wanted in LANGUAGES:
        return Language(wanted)
    accepted = request.headers.get("accept-language", "")
    return Language.EN if accepted[:2].lower() == "en" else Language.ZH_HANS


def _numbers(emulator: Emulator) -> list[str]:
    return list(emulator.threads())


def _number(emulator: Emulator, index: int) -> str | None:
    numbers = _numbers(emulator)
    return numbers[index] if 0 <= index < len(numbers) else None


def _threads(emulator: Emulator, language: Language) -> list[Thread]:
    found = []
    for index, (number, messages) in enumerate(emulator.threads().items()):
        last = messages[-1]
        found.append(
            (
                last.created_at,
                Thread(
                    index=index,
                    number=_spaced(number),
                    owner=_owner(emulator, number, language),
                    place=gettext(_place(number), language),
                    preview=last.body.split("\n")[0][:60],
                    lang=script(last.body),
                    at=_short(last.created_at, language),
                    count=len(messages),
                    stopped=number in emulator.stopped,
                ),
            )
        )
    return [thread for _, thread in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _lines(messages: list[VirtualMessage], language: Language) -> list[Line]:
    lines, before = [], ""
    for message in messages:
        local = message.created_at.astimezone(ZONE)
        today = day(local.date(), language)
        outgoing = message.direction != "inbound"
        lines.append(
            Line(
                side="in" if outgoing else "me",
                text=message.body,
                lang=script(message.body),
                at=hour(local, language),
                day="" if today == before else today,
                status=message.status if outgoing else "",
                status_words=gettext(STATUS_WORDS.get(message.status, message.status), language) if outgoing else "",
                parts=message.parts,
            )
        )
        before = today
    return lines


def script(text: str) -> str:
    """The `lang` of a bubble, so that its glyphs and punctuation are right."""
    if not HAN.search(text):
        return "en"
    return "zh-Hant" if is_traditional(text) else "zh-Hans"


def _place(number: str) -> str:
    if number.startswith("+852"):
        return marked("Hong Kong")
    return (
        marked("Macau")
        if number.startswith("+853")
        else marked("mainland China")
        if number.startswith("+86")
        else marked("elsewhere")
    )


def _owner(emulator: Emulator, number: str, language: Language) -> str:
    """Whose phone it is; empty where nobody told the provider."""
    owner = emulator.owners.get(number)
    return owner.names[language] if owner else ""


def _spaced(number: str) -> str:
    code = 3 if number.startswith("+86") else 4
    rest = number[code:]
    return f"{number[:code]} {rest[:-4]} {rest[-4:]}"


def _short(at: datetime, language: Language) -> str:
    local = at.astimezone(ZONE)
    return f"{day(local.date(), language).split('（')[0]} {local:%H:%M}"
