"""The second step of signing in: the code of an authenticator app, or tying one to the account."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from backend import vault
from backend.console.entrance_routes import TOO_MANY, address_of, enter, inside, keep_in
from backend.console.guard_routes import HALF_GUARDED, OWN_FORM, EngineOf, HalfInNow, HalfReader, SettingsOf
from backend.console.pages import render
from backend.console.reader import Reader
from backend.db import reading
from backend.languages import marked
from backend.pages import qr_code
from backend.staff import queries
from backend.staff.attempts import TooManyAttemptsError
from backend.staff.enrol_second import enrol_second
from backend.staff.give_code import CodeRefusedError, give_code
from backend.staff.models import Waits
from backend.staff.recovery import CODES
from backend.staff.renew_recovery import renew_recovery
from backend.staff.signed_in import SignedIn
from backend.staff.totp import address_of as app_address
from backend.staff.totp import new_secret, spaced_secret

WRONG = marked("This code is not right. Wait for the next one: each is good for one use.")
WRONG_RECOVERY = marked("This recovery code is not right, or it was used already.")
router = APIRouter(prefix="/console/second-factor", include_in_schema=False, dependencies=[*HALF_GUARDED])
Short = Annotated[str, Form(max_length=200)]


@router.get("")
def ask(reader: HalfReader, half: HalfInNow, engine: EngineOf, to: str = "") -> Response:
    """The code, or tying an app; whoever is in and has one is told so."""
    if half.waits_for is Waits.CODE:
        return render("second_code.html", reader, to=inside(to), token=half.form_token, error="", spare=False)
    return _tied(engine, reader, half) or _enrolment(reader, half, new_secret(), to=to)


@router.post("", dependencies=[*OWN_FORM])
def give(
    request: Request,
    reader: HalfReader,
    half: HalfInNow,
    engine: EngineOf,
    settings: SettingsOf,
    code: Short = "",
    to: Annotated[str, Form()] = "",
) -> Response:
    """Try a code."""
    try:
        token = give_code(engine, half, code, address=address_of(request), now=reader.now)
    except (CodeRefusedError, TooManyAttemptsError) as refusal:
        return _ask_again(reader, half, refusal, typed=code, to=to)
    return enter(token, settings, to=to)


@router.post("/tie", dependencies=[*OWN_FORM])
def tie(
    request: Request,
    reader: HalfReader,
    half: HalfInNow,
    engine: EngineOf,
    settings: SettingsOf,
    code: Short = "",
    sealed: Annotated[str, Form(max_length=500)] = "",
    to: Annotated[str, Form()] = "",
) -> Response:
    """Tie the app that shows this code. Raises ConflictError if the account has one."""
    secret = _opened(sealed, half)
    if secret is None:
        return _enrolment(reader, half, new_secret(), to=to, error=reader.say(WRONG), status=403)
    try:
        tied = enrol_second(engine, half, secret, code, address=address_of(request), now=reader.now)
    except (CodeRefusedError, TooManyAttemptsError) as refusal:
        said = reader.say(_said(refusal))
        return _enrolment(reader, half, secret, to=to, error=said, status=refusal.status_code)
    return keep_in(_codes(reader, tied.codes, to=to), tied.token, settings)


@router.post("/codes", dependencies=[*OWN_FORM])
def renew(request: Request, reader: HalfReader, half: HalfInNow, engine: EngineOf, code: Short = "") -> Response:
    """New recovery codes in place of the old. Raises ConflictError before the second step or without an app."""
    try:
        codes = renew_recovery(engine, half, code, address=address_of(request), now=reader.now)
    except (CodeRefusedError, TooManyAttemptsError) as refusal:
        page = _tied(engine, reader, half, error=reader.say(_said(refusal)), status=refusal.status_code)
        if page is None:
            raise
        return page
    return _codes(reader, codes, to="")


def _ask_again(
    reader: Reader, half: SignedIn, refusal: CodeRefusedError | TooManyAttemptsError, *, typed: str, to: str
) -> Response:
    spare = not typed.strip().replace(" ", "").isdigit()
    wrong = WRONG_RECOVERY if spare and isinstance(refusal, CodeRefusedError) else _said(refusal)
    status, error = refusal.status_code, reader.say(wrong)
    return render(
        "second_code.html", reader, status=status, to=inside(to), token=half.form_token, error=error, spare=spare
    )  # fmt: skip


def _said(refusal: CodeRefusedError | TooManyAttemptsError) -> str:
    return TOO_MANY if isinstance(refusal, TooManyAttemptsError) else WRONG


def _codes(reader: Reader, codes: list[str], *, to: str) -> Response:
    return render("second_recovery.html", reader, codes=codes, to=inside(to))


def _tied(engine: Engine, reader: Reader, half: SignedIn, *, error: str = "", status: int = 200) -> Response | None:
    """The page of whoever has an app, or None."""
    with reading(engine) as session:
        factor = queries.second_factor(session, half.member.id)
        left = queries.recovery_left(session, factor.id) if factor is not None else 0
    if factor is None:
        return None
    return render(
        "second_tied.html", reader, status=status, token=half.form_token, left=left, all=CODES, error=error
    )  # fmt: skip


def _enrolment(
    reader: Reader, half: SignedIn, secret: str, *, to: str, error: str = "", status: int = 200
) -> Response:
    """The page with the secret; it travels sealed for this session, so nothing is kept before it is proved."""
    return render(
        "second_enrol.html",
        reader,
        status=status,
        to=inside(to),
        token=half.form_token,
        error=error,
        needed=half.waits_for is Waits.ENROLMENT,
        picture=qr_code(app_address(secret, half.member.name)),
        typed=spaced_secret(secret),
        sealed=vault.ring().seal(secret, _purpose(half)),
    )


def _opened(sealed: str, half: SignedIn) -> str | None:
    try:
        return vault.ring().open(sealed, _purpose(half))
    except (vault.VaultError, ValueError):
        return None


def _purpose(half: SignedIn) -> str:
    return f"second-factor:{half.digest}"
