"""Made-up courses of children's diaries as rows: plans, re-anchorings, zones, entries, excuses, pauses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel

from backend.diary.fill_queries import fill_in
from backend.diary.models import DiaryExcuse, DiaryWindow, Entry, EntryVersion, Source
from backend.diary.replan import replan
from backend.diary.standings import pauses
from backend.diary.state import Excuse, Filled, Reason, Standing, WindowState, standing
from backend.diary.windows import Course, Key, Window, due_windows
from backend.families.models import Child, Family, PauseFact, PauseKind, Sex
from backend.schedule.models import AnchorKind
from backend.schedule.timeline import AnchorDate
from tests.factories import PACK

ZONES = ("Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
BEGIN = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)  # clocks change in New York on 14 March, on Lord Howe on 4 April
INSTANT = timedelta(microseconds=1)
DIARIES = [each for each in PACK.instruments.values() if each.key in ("daily", "weekly", "child-faces")]
CHILDREN = ("GZ-001", "GZ-002", "GZ-003")
FAMILIES = {"GZ-001": "F-001", "GZ-002": "F-001", "GZ-003": "F-003"}
SITES = {"GZ-001": "gwcmc", "GZ-002": "gwcmc", "GZ-003": "other"}
CAMPUSES = {"GZ-001": "zhujiang", "GZ-002": "baiyun", "GZ-003": "baiyun"}


@dataclass
class Rows:
    """What lies in the database in one example."""

    windows: list[DiaryWindow] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    versions: list[EntryVersion] = field(default_factory=list)
    excuses: list[DiaryExcuse] = field(default_factory=list)
    pauses: list[PauseFact] = field(default_factory=list)

    def store(self, session: Session) -> None:
        tables: Iterable[Sequence[SQLModel]] = (
            self.windows,
            self.entries,
            self.versions,
            self.excuses,
            self.pauses,
        )
        for rows in tables:
            session.add_all(rows)
            session.flush()
        fill_in(session, {row.window_id for row in self.windows})


def settle(session: Session) -> None:
    """Two families, the first with two children and at another site than the second."""
    for child in ("GZ-001", "GZ-003"):
        code = FAMILIES[child]
        session.add(Family(id=code, code=code, site=SITES[child], created_at=BEGIN))
    session.flush()
    for code, family in FAMILIES.items():
        session.add(
            Child(
                id=code,
                family_id=family,
                code=code,
                called="安安",
                birth_on="2019-01-01",
                sex=Sex.FEMALE,
                campus=CAMPUSES[code],
                enrolled_at=BEGIN,
                enrolled_as=code,
            )
        )
    session.flush()


def planned(anchor: date, zone: str) -> dict[Key, Window]:
    """The windows of the first weeks after an infusion on that day."""
    course = Course(
        PACK.schedule_on(anchor),
        {"infusion-1": AnchorDate(AnchorKind.HAPPENED, anchor)},
        zone,
        born_on=date(2019, 1, 1),
        ends_at=datetime.combine(anchor + timedelta(days=22), datetime.min.time(), ZoneInfo(zone)),
    )
    return due_windows(DIARIES, course)


def rows(seed: int) -> Rows:
    """The rows of one example; drawn by a seed, because ten thousand small draws would be most of the test."""
    draw, found = Random(seed), Rows()
    for child in CHILDREN:
        _plans(draw, found, child)
        _entries(draw, found, child)
        _excuses(draw, found, child)
    _excuses(draw, found, None)
    for family in sorted(set(FAMILIES.values())):
        _pauses(draw, found, family)
    return found


def moment(draw: Random) -> datetime:
    """Any second of the weeks that the windows are in."""
    return BEGIN + timedelta(seconds=draw.randint(0, 30 * 86400))


def _plans(draw: Random, found: Rows, child: str) -> None:
    """A first plan, and later ones after the date was corrected or the family moved."""
    at = BEGIN
    before: dict[Key, Window] = {}
    rows: dict[Key, DiaryWindow] = {}
    for nth in range(draw.randint(1, 3)):
        due = planned(date(2027, 3, 1) + timedelta(days=draw.randint(0, 6)), (draw.choice(ZONES)))
        answered = {key for key in before if draw.random() < 0.5} if nth and draw.random() < 0.5 else set()
        after = replan(before, due, answered=answered, now=at)
        for key, window in before.items():
            if after.get(key) != window:
                rows.pop(key).superseded_at = at
        for key, window in after.items():
            if before.get(key) != window:
                rows[key] = _row(window, child, at)
                found.windows.append(rows[key])
        before, at = after, at + timedelta(hours=draw.randint(1, 240))


def _row(window: Window, child: str, at: datetime) -> DiaryWindow:
    return DiaryWindow(
        id=str(uuid4()),
        window_id=window.id_for(child),
        child_id=child,
        instrument=window.instrument,
        instrument_version="v1",
        due_on=window.due_on,
        anchor=window.anchor,
        anchor_on=window.anchor_on,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        late_until=window.late_until,
        optional=window.optional,
        recorded_at=at,
        site=SITES[child],
        campus=CAMPUSES[child],
    )


def _entries(draw: Random, found: Rows, child: str) -> None:
    mine = [row for row in found.windows if row.child_id == child]
    for row in draw.choices(mine, k=draw.randint(0, 12)):
        edge = draw.choice((row.opens_at, row.closes_at, row.late_until))
        at = edge + (draw.choice((-INSTANT, timedelta(), timedelta(hours=-3), timedelta(hours=5))))
        received = at + timedelta(hours=(draw.choice((0, 0, 1, 90))))
        source = draw.choice((Source.APP, Source.SMS, Source.TRANSCRIBED))
        entry = Entry(
            id=str(uuid4()),
            child_id=child,
            instrument=row.instrument,
            window_id=row.window_id,
            source=source.value,
            by="caregiver",
            zone="Asia/Shanghai",
            recorded_at=at,
            submitted_at=received,
            received_at=received,
            counts_at=at,
        )
        found.entries.append(entry)
        wholes = draw.choice(((True,), (True,), (False,), (False, True)))
        for nth, whole in enumerate(wholes, start=1):
            found.versions.append(_version(entry, nth, whole, received + timedelta(hours=nth - 1)))


def _version(entry: Entry, nth: int, whole: bool, received: datetime) -> EntryVersion:
    return EntryVersion(
        id=entry.id if nth == 1 else str(uuid4()),
        entry_id=entry.id,
        nth=nth,
        source=entry.source,
        by=entry.by,
        recorded_at=entry.recorded_at,
        submitted_at=received,
        received_at=received,
        counts_at=entry.counts_at,
        zone=entry.zone,
        instrument_version="v1",
        given="{}",
        answers="[]",
        whole=whole,
        doubts=[],
        content="c",
        urgency="none",
        signs=[],
        lists_version="v1",
    )


def _excuses(draw: Random, found: Rows, child: str | None) -> None:
    for _ in range(draw.randint(0, 2)):
        since, known = moment(draw), moment(draw)
        lasts = draw.choice((None, draw.randint(1, 4 * 86400)))
        row = DiaryExcuse(
            id=str(uuid4()),
            child_id=child,
            reason=(draw.choice([Reason.IN_HOSPITAL, Reason.OUTAGE, Reason.VISIT_CANCELED])).value,
            since=since,
            until=since + timedelta(seconds=lasts) if lasts else None,
            by="lin",
            recorded_at=known,
        )
        found.excuses.append(row)
        if draw.random() < 0.5:
            later = known + timedelta(days=draw.randint(0, 6))
            back = row.model_copy(update={"id": str(uuid4()), "takes_back": row.id, "recorded_at": later})
            found.excuses.append(DiaryExcuse(**back.model_dump()))


def _pauses(draw: Random, found: Rows, family: str) -> None:
    kinds = draw.choices(list(PauseKind), k=draw.randint(0, 4))
    happened = sorted(moment(draw) for _ in kinds)
    for nth, (kind, at) in enumerate(zip(kinds, happened, strict=True), start=1):
        found.pauses.append(
            PauseFact(
                id=str(uuid4()),
                family_id=family,
                nth=nth,
                kind=kind,
                reason="",
                happened_at=at,
                recorded_at=at,
                by="lin",
            )
        )


def by_hand(found: Rows, *, as_of: datetime) -> dict[str, tuple[DiaryWindow, Standing]]:
    """How every window that has opened stands, row by row and without SQL, by what was known at `as_of`."""
    whole = {each.entry_id for each in found.versions if each.whole and each.received_at <= as_of}
    known = [each for each in found.entries if each.received_at <= as_of and each.id in whole]
    stands = {}
    for row in found.windows:
        superseded = row.superseded_at is not None and row.superseded_at <= as_of
        if row.recorded_at > as_of or superseded:
            continue
        filled = [Filled(e.counts_at, e.source == Source.TRANSCRIBED) for e in known if e.window_id == row.window_id]
        how = standing(_window(row), filled, _spans(found, row.child_id, as_of), now=as_of)
        if how.state is not WindowState.NOT_YET:
            stands[row.window_id] = (row, how)
    return stands


def _window(row: DiaryWindow) -> Window:
    return Window(
        row.instrument,
        row.due_on,
        row.anchor,
        row.anchor_on,
        row.opens_at,
        row.closes_at,
        row.late_until,
        row.optional,
    )


def _spans(found: Rows, child: str, as_of: datetime) -> list[Excuse]:
    rows = [each for each in found.excuses if each.recorded_at <= as_of and each.child_id in (child, None)]
    gone = {each.takes_back for each in rows}
    spans = [Excuse(Reason(e.reason), e.since, e.until) for e in rows if e.takes_back is None and e.id not in gone]
    known = [each for each in found.pauses if each.family_id == FAMILIES[child] and each.recorded_at <= as_of]
    return [*spans, *pauses(known)]
