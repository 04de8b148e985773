"""The shape of the house, checked by reading the code: who holds SQL, who commits, who knows HTTP."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

BACKEND = Path(__file__).parent.parent / "backend"
FORBIDDEN_NAMES = {"service", "services", "utils", "helpers", "manager", "common", "base", "constants"}
SQL = {"select", "insert", "update", "delete"}
WEB = {"Request", "Form", "APIRouter", "HTTPException", "Depends", "BackgroundTasks"}
REGISTRY_WORDS = ("pypi" + ".org", "files.python" + "hosted", "registry.npm" + "js", "deb.debian" + ".org")

Check = Callable[[str, ast.Module], Iterator[str]]


def sources() -> list[tuple[str, ast.Module]]:
    return [
        (str(path.relative_to(BACKEND)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(BACKEND.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.module or "", alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, alias.name


def sql_outside_queries(place: str, tree: ast.Module) -> Iterator[str]:
    """SQL lives in a room's queries.py (and in db.py, models' columns, migrations)."""
    if place.endswith("queries.py") or place == "db.py":
        return
    for module, name in imported(tree):
        if module.split(".")[0] in ("sqlalchemy", "sqlmodel") and name in SQL:
            yield f"{place} imports {name} from {module}"


def commits_outside_db(place: str, tree: ast.Module) -> Iterator[str]:
    """Only db.py commits."""
    if place == "db.py":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield f"{place}:{node.lineno} commits"


def http_outside_routes(place: str, tree: ast.Module) -> Iterator[str]:
    """Requests, forms and routers belong to routes, the app, and the pages of the emulator."""
    allowed = (
        place.endswith("routes.py") or place in ("app.py", "web.py", "health.py") or place.startswith("emulator/")
    )
    for module, name in imported(tree):
        if module.split(".")[0] == "fastapi" and name in WEB and not allowed:
            yield f"{place} imports {name}"


def provider_outside_channels(place: str, tree: ast.Module) -> Iterator[str]:
    """The provider's SDK is known to channels and to its emulator only; two files more speak to other machines."""
    if place.startswith(("channels/", "emulator/")) or place in ("assistant/endpoint.py", "staff/oidc.py"):
        return
    for module, _ in imported(tree):
        if module.split(".")[0] in ("twilio", "requests"):
            yield f"{place} imports {module}"


def names_that_refuse_nothing(place: str, tree: ast.Module) -> Iterator[str]:
    """A file is named by what it does."""
    del tree
    if Path(place).stem in FORBIDDEN_NAMES:
        yield f"{place} has a name that anything fits under"


SPEAK = {
    "assistant/answer.py": {"Sentence"},
    "inbox/answer_question.py": {"answer"},
    "inbox/tell_fact.py": {"answer"},
}
"""Who may make the sentences of an answer, and who may hand its words to the wording that carries them."""
ASSISTANT = ("assistant/", "chat/")


def words_of_our_own(place: str, tree: ast.Module) -> Iterator[str]:
    """An answer is made of passages' sentences or of typed facts; nobody else puts words into one."""
    if not place.startswith((*ASSISTANT, "inbox/")):
        return
    allowed = SPEAK.get(place, set())
    for node in ast.walk(tree):
        made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Sentence"
        if made and "Sentence" not in allowed:
            yield f"{place}:{node.lineno} makes a sentence"
        if isinstance(node, ast.Dict) and "answer" not in allowed:
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            yield from [f"{place}:{node.lineno} fills in an answer"] if "answer" in keys else []
    for module, _ in imported(tree):
        if place.startswith(ASSISTANT) and module.startswith(("backend.outbox.enqueue", "backend.channels")):
            yield f"{place} imports {module}: it decides, the inbox sends"


def rooms_without_a_purpose(place: str, tree: ast.Module) -> Iterator[str]:
    """A room's __init__ says what it is for; only the command line's exports something."""
    if not place.endswith("__init__.py"):
        return
    if ast.get_docstring(tree) is None:
        yield f"{place} does not say what the room is for"
    if len(tree.body) > 1 and place != "cli/__init__.py":
        yield f"{place} holds more than its docstring"


CHECKS: dict[Check, tuple[str, str]] = {
    sql_outside_queries: ("schedule/book.py", "from sqlmodel import select"),
    commits_outside_db: ("outbox/cancel.py", "session.commit()"),
    http_outside_routes: ("outbox/cancel.py", "from fastapi import Request"),
    provider_outside_channels: ("inbox/keep.py", "import twilio.rest"),
    names_that_refuse_nothing: ("inbox/utils.py", ""),
    rooms_without_a_purpose: ("inbox/__init__.py", "x = 1"),
    words_of_our_own: ("inbox/keep.py", 'reply(session, talk, "answer", values={"answer": "It is nothing."})'),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_its_shape(check: Check) -> None:
    assert [line for place, tree in sources() for line in check(place, tree)] == []


@pytest.mark.parametrize(("check", "planted"), CHECKS.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_each_check_finds_what_it_looks_for(check: Check, planted: tuple[str, str]) -> None:
    place, code = planted
    assert list(check(place, ast.parse(code)))


def test_no_file_names_a_package_registry() -> None:
    root = BACKEND.parent
    named = [
        path.name
        for folder in ("backend", "tests", "messages", "locales", ".ci")
        for path in (root / folder).rglob("*")
        if path.is_file() and path.suffix in (".py", ".lock", ".toml", ".yaml", ".po", "")
        if any(word in path.read_text(encoding="utf-8", errors="ignore") for word in REGISTRY_WORDS)
    ]
    assert named == []


def test_locks_carry_hashes_and_no_addresses() -> None:
    for lock in (BACKEND.parent / "requirements.lock", BACKEND.parent / "tests" / "requirements.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")
