"""The evening of an infusion, and a diary filled in by the forms of the page alone, as without JavaScript."""

import html
import re
from datetime import date

from httpx import Response

from backend.db import reading, transaction
from backend.diary import queries
from backend.diary.answers import Answer
from backend.diary.models import Entry, EntryVersion
from backend.diary.plan_windows import plan_behind
from backend.diary.versions import answers_of, newest
from backend.families import queries as families
from backend.schedule.anchor import set_anchor
from tests.journeys.study import Study, moment
from tests.mobile.test_page_door import Phone

HIDDEN = re.compile(r'<input type="hidden" name="(child|at|draft)" value="([^"]*)">')


def infused(study: Study) -> None:
    """It is the evening of the first infusion, and the diary's windows are planned."""
    study.clock.set(moment("2026-12-15 11:00"))
    with transaction(study.engine) as session:
        set_anchor(
            session,
            study.act(session, "infusion-1"),
            "infusion-1",
            happened_on=date(2026, 12, 15),
            reason="given",
            pack=study.pack,
            now=study.clock.now(),
        )
    study.clock.set(moment("2026-12-15 19:00"))
    plan_behind(study.engine, pack=study.pack, live=False, clock=study.clock)


class Filling:
    """One diary on one phone; every tap is a form, and carries what the page before carried."""

    def __init__(self, phone: Phone, instrument: str, child: str, *, at: str = "") -> None:
        self.phone, self.path = phone, f"/family/diary/fill/{instrument}"
        self.page = phone.get(at or f"{self.path}?child={child}")

    def tap(self, go: str = "", **fields: str | list[str]) -> "Filling":
        carried = {name: html.unescape(value) for name, value in HIDDEN.findall(self.page.text)}
        data = {"form_token": self.phone.token, **carried, **fields, **({"go": go} if go else {})}
        self.page = self.phone._kept(self.phone.client.post(self.path, data=data))
        return self

    def send(self, **fields: str) -> Response:
        """Send, and look at what comes after."""
        before = self.page
        self.tap("send", **fields)
        if self.page.status_code != 303:
            return self.page
        self.sent, self.review = self.page, before
        self.page = self.phone.get(self.page.headers["location"])
        return self.page

    def usual_day(self, celsius: str = "36.8") -> "Filling":
        """All is well, up to the review."""
        self.tap("usual").tap("next", amount=celsius, place="armpit")
        return self.tap(answer="pale").tap(answer="all")

    @property
    def step(self) -> str:
        """Which screen it is."""
        found = re.search(r'name="at" value="([^"]*)"', self.page.text)
        return found.group(1) if found else ""

    @property
    def words(self) -> str:
        """What is read on the page."""
        return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html.unescape(self.page.text.split("<main", 1)[1])))


def child_id(study: Study, code: str = "GZ-001") -> str:
    with reading(study.engine) as session:
        return families.child_by_code(session, code).id


def kept(study: Study, code: str = "GZ-001") -> list[tuple[Entry, list[EntryVersion]]]:
    """The child's entries with their versions."""
    with reading(study.engine) as session:
        entries = queries.entries_of(session, families.child_by_code(session, code).id)
        versions = queries.versions_of(session, [each.id for each in entries])
    return [(each, versions[each.id]) for each in entries]


def said(versions: list[EntryVersion]) -> dict[str, Answer]:
    """What holds, by item."""
    return {answer.item: answer for answer in answers_of(newest(versions))}
