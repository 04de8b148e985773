"""A family on a bad line: the real application, requests and texts that are cut off, and what came of them all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

from backend.app import create_app
from backend.channels.outcomes import Received
from backend.clock import SetClock
from backend.concerns import queries as concerns
from backend.concerns.models import Kind as EventKind
from backend.db import reading, transaction
from backend.devices.come_in import open_device
from backend.devices.models import Kind
from backend.devices.signed_in import SignedIn
from backend.diary import queries
from backend.diary.models import Entry, EntryVersion
from backend.diary.plan_windows import plan_behind
from backend.diary.standings import standings
from backend.diary.versions import answers_of, newest
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.inbox.process import process_waiting
from backend.inbox.queries import all_texts
from backend.inbox.receive import store
from backend.mobile.page_guard_routes import COOKIE
from backend.schedule.anchor import set_anchor
from backend.schedule.enrol import enrol_families
from backend.schedule.happen import Act as Happening
from backend.settings import Settings
from backend.simulation.cast import write_csv
from tests.diary.replay_reference import DAYS, Act, Kept, State, Way, opens
from tests.factories import PACK
from tests.journeys.study import ROW

BASE = "https://nuanxin.example"
WRITES = ("INSERT INTO entry_version", "INSERT INTO inbound_message", "INSERT INTO diary_text")
COLOURS = {"pale": "1", "dark": "2", "clots": "6"}


class CutOffError(Exception):
    """The line, or the power, is gone just before the commit."""


class Line:
    """The application, and a cut that waits for the next commit of something a family wrote."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.cuts, self._wrote = engine, False, False
        settings = Settings(public_base_url=BASE, twilio_auth_token="t")
        self.app = create_app(settings=settings, engine=engine, pack=PACK, clock=SetClock(opens(DAYS[0])))

    @contextmanager
    def open(self) -> Iterator["Line"]:
        """While the block runs it can be cut."""
        listening = ((self.engine, "before_cursor_execute", self._look), (Session, "before_commit", self._cut))
        for each in listening:
            event.listen(*each)
        yield self
        for each in listening:
            event.remove(*each)

    @contextmanager
    def cut(self, cuts: bool) -> Iterator[None]:
        """Within the block the first such commit fails; whether it did must be as it `cuts`."""
        self.cuts = cuts
        yield
        assert not self.cuts, "nothing was written that could be cut off"

    def _look(self, connection: Connection, cursor: object, statement: str, *rest: object) -> None:
        del connection, cursor, rest
        self._wrote = self._wrote or statement.startswith(WRITES)

    def _cut(self, session: Session) -> None:
        if session.in_nested_transaction():
            return
        wrote, self._wrote = self._wrote, False
        if wrote and self.cuts:
            self.cuts = False
            raise CutOffError


class Household:
    """A family of its own with a phone that texts, the app and the page; its child has had the first infusion."""

    def __init__(self, line: Line, folder: Path, nth: int) -> None:
        self.line, self.code, self.number = line, f"GZ-{nth}", f"+852650{10000 + nth}"
        self._ids: dict[str, str] = {}
        self.clock = line.app.state.clock = SetClock(opens(DAYS[0]) - timedelta(days=1))
        row = {"participant_code": self.code, "family": f"F-{nth}", "caregiver1_phone": self.number}
        write_csv([{**ROW, **row, "caregiver1_language": "zh-Hans"}], folder / "families.csv")
        enrol_families(line.engine, folder / "families.csv", pack=PACK, live=False, by="lin", now=self.clock.now())
        self.clock.set(opens(DAYS[0]))
        self._infuse()
        plan_behind(line.engine, pack=PACK, live=False, clock=self.clock)
        self._open_devices()

    def send(self, act: Act) -> str:
        """One request with one entry or correction; what was answered."""
        return self._by_page(act) if act.way is Way.PAGE else self._by_app(act)

    def sync(self, acts: Sequence[Act]) -> list[str]:
        """One request with all of these, in this order; what was answered to each."""
        items = [
            {
                "id": act.id,
                "child_id": self._child_id,
                "corrects": self._entry_id(act.corrects) or None,
                **self._body(act),
            }
            for act in acts
        ]
        answer = self._app.post("/api/v1/sync", json={"items": items})
        if answer.status_code == 500:
            return ["cut"] * len(acts)
        return [self._outcome(each["kept"] or each["problem"]) for each in answer.json()["items"]]

    def receives(self, act: Act) -> None:
        """A text arrives, as the provider tells it: again with the same id. Raises CutOffError."""
        words = f"{act.tenths / 10}腋下 {COLOURS[act.colour]} 1 是"
        received = Received(act.id, self.number, "+85230000000", words, "", 0, {})
        with transaction(self.line.engine) as session:
            store(session, received, found_by="webhook", now=self.clock.now())

    def reads(self) -> None:
        """The texts that wait are read. Raises CutOffError."""
        process_waiting(self.line.engine, pack=PACK, live=False, clock=self.clock)

    def outcomes(self) -> list[str | None]:
        """What became of each text, in the order they arrived."""
        with reading(self.line.engine) as session:
            return [row.outcome for row in all_texts(session) if row.number == self.number]

    def state(self) -> State:
        """The diary as it is."""
        with reading(self.line.engine) as session:
            child = families.child_by_code(session, self.code)
            entries = queries.entries_of(session, child.id)
            versions = queries.versions_of(session, [row.id for row in entries])
            stand = [
                each for each in standings(session, child, now=self.clock.now()) if each.window.instrument == "daily"
            ]
            raised = concerns.concerns_of(session, self.code.replace("GZ", "F"))
            events = [each for concern in raised for each in concerns.events_of(session, concern.id)]
        days = {each.window.id_for(self._child_id): each.window.due_on for each in stand}
        names = {row.id: text_name(row.due_on) if row.source == Way.SMS else row.id for row in entries}
        self._ids = {name: identity for identity, name in names.items()}
        assert all(sorted(each.nth for each in rows) == [*range(1, len(rows) + 1)] for rows in versions.values())
        return State(
            {names[row.id]: _kept(row, versions[row.id], days, names) for row in entries},
            Counter(
                (names[each.facts["entry"]], each.facts["signs"]) for each in events if each.kind == EventKind.SIGNAL
            ),
            {each.window.due_on: each.standing.state.value for each in stand},
        )

    def _by_app(self, act: Act) -> str:
        entry = self._entry_id(act.corrects or act.id)
        path = f"/api/v1/children/{self._child_id}/entries/{entry}"
        answer = self._app.put(f"{path}/corrections/{act.id}" if act.corrects else path, json=self._body(act))
        return "cut" if answer.status_code == 500 else self._outcome(answer.json())

    def _by_page(self, act: Act) -> str:
        draft = {
            "id": act.id,
            "version": PACK.instruments["daily"].version,
            "due_on": act.due_on and act.due_on.isoformat(),
            "answers": _answers(act),
            "usual": True,
            "written_at": act.at.isoformat(),
            "corrects": self._entry_id(act.corrects),
        }
        body = {"child": self._child_id, "instrument": "daily", "draft": draft, "zone": "Asia/Shanghai"}
        answer = self._page.post("/family/diary/send", json=body)
        if answer.status_code == 404:
            return "not-found"
        return "cut" if answer.status_code == 500 else str(answer.json()["outcome"])

    def _body(self, act: Act) -> dict[str, Any]:
        return {
            "instrument": "daily",
            "due_on": act.due_on and act.due_on.isoformat(),
            "answers": _answers(act),
            "usual": True,
            "recorded_at": act.at.isoformat(),
            "submitted_at": self.clock.now().isoformat(),
            "zone": "Asia/Shanghai",
        }

    def _entry_id(self, name: str) -> str:
        """An entry that a text made has an id of the program's."""
        return self._ids.get(name, name)

    @staticmethod
    def _outcome(said: dict[str, Any]) -> str:
        return str(said["outcome"] if "outcome" in said else said["type"].removeprefix("urn:nuanxin:"))

    def _infuse(self) -> None:
        with transaction(self.line.engine) as session:
            child = families.child_by_code(session, self.code)
            self._child_id = child.id
            act = Happening(child, families.family_by_id(session, child.family_id), "", "lin", self.clock.now())
            set_anchor(
                session, act, "infusion-1", happened_on=DAYS[0], reason="given", pack=PACK, now=self.clock.now()
            )

    def _open_devices(self) -> None:
        now = self.clock.now()
        with transaction(self.line.engine) as session:
            family = families.family_by_id(session, families.child_by_id(session, self._child_id).family_id)
            mother = caregivers_of(session, family.id)[0]
            app_token, _ = open_device(session, mother, kind=Kind.APP, called="", now=now)
            page_token, device = open_device(session, mother, kind=Kind.PAGE, called="", now=now)
        me = SignedIn(device, mother, family, now)
        self._app = self._client({"Authorization": f"Bearer {app_token}"})
        self._page = self._client({"X-Form-Token": me.form_token, "Cookie": f"{COOKIE}={page_token}"})

    def _client(self, headers: dict[str, str]) -> TestClient:
        return TestClient(self.line.app, base_url=BASE, raise_server_exceptions=False, headers=headers)


def text_name(day: date | None) -> str:
    """What the entry that a text made is called here."""
    return f"text of {day}"


def _answers(act: Act) -> dict[str, Any]:
    temperature = {"amount": f"{act.tenths / 10}", "place": "armpit"}
    return {"temperature": temperature, "urine-colour": act.colour, "kidney-medicine": "all"}


def _kept(row: Entry, versions: list[EntryVersion], days: dict[str, date], names: dict[str, str]) -> Kept:
    holds = {answer.item: answer.meant for answer in answers_of(newest(versions))}
    return Kept(
        row.source,
        days[row.window_id] if row.window_id else None,
        row.counts_at,
        frozenset(names.get(each.id, each.id) for each in versions),
        (holds["temperature"], holds["urine-colour"]),  # type: ignore[arg-type]
    )
