"""What staff do from a family's page: each act reads its form, and says what is wrong beside a field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from backend.concerns import queries as concerns
from backend.concerns.close_task import close_task
from backend.concerns.models import TaskKind
from backend.concerns.note_call import note_call
from backend.console.reader import Reader
from backend.console.task_forms import CHOOSE_PLACE, GIVE_TIME, appointment_in
from backend.console.task_outcomes import BOOKED
from backend.diary.excuse import BY_STAFF, Span, excuse
from backend.diary.state import Reason
from backend.errors import NotFoundError
from backend.families import queries as families
from backend.families.models import Child, Family
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.schedule.anchor import draft_anchor, preview_anchor, set_anchor
from backend.schedule.book import book
from backend.schedule.diff import Change
from backend.schedule.happen import Act

CHOOSE = marked("Choose one.")
SAY_WHY = marked("Say why, so that whoever looks next understands it.")
SAY_REACHED = marked("Say whether you reached the family.")
GIVE_DAY = marked("Give a day.")
WRONG_END = marked("The last day is before the first.")
NOT_YET = marked("A date that has happened lies in the past, or is today.")
BOOKING = (TaskKind.BOOK_VISIT, TaskKind.REBOOK_VISIT, TaskKind.CALL_UNCONFIRMED)


@dataclass(frozen=True)
class Deed:
    """One act on one family by one person."""

    session: Session
    family: Family
    reader: Reader
    pack: Pack
    values: Mapping[str, str]

    @property
    def by(self) -> str:
        """Who acts."""
        return self.reader.member.name

    def child(self, code: str) -> Child:
        """A child of this family. Raises NotFoundError."""
        for child in families.children_of(self.session, self.family.id):
            if child.code == code:
                return child
        raise NotFoundError(f"This family has no participant {code}.")

    def split(self, field: str) -> tuple[Child, str] | None:
        """A field of the form `GZ-001/week-4`; None if it is empty."""
        code, _, key = self.values.get(field, "").partition("/")
        return (self.child(code), key) if key else None


def call(deed: Deed) -> dict[str, str]:
    """Write down a call that no line asked for."""
    if deed.values.get("reached") not in ("yes", "no"):
        return {"reached": SAY_REACHED}
    reached, note = deed.values["reached"] == "yes", deed.values.get("note", "")
    note_call(deed.session, stream=deed.family.code, reached=reached, note=note, by=deed.by, now=deed.reader.now)
    return {}


def visit(deed: Deed) -> dict[str, str]:
    """Book or move a visit; the lines that asked for it are settled. Raises ConflictError."""
    chosen, at = deed.split("visit"), appointment_in(deed.values, deed.reader)
    wrong = {} if chosen else {"visit": CHOOSE}
    if at is None:
        wrong["day"] = GIVE_TIME
    if not deed.values.get("campus"):
        wrong["campus"] = CHOOSE_PLACE
    if chosen is None or at is None or wrong:
        return wrong
    (child, key), now = chosen, deed.reader.now
    act = Act(child, deed.family, key, by=deed.by, happened_at=now)
    book(deed.session, act, appointment_at=at, campus=deed.values["campus"], pack=deed.pack, now=now)
    for task in concerns.open_tasks(deed.session, stream=deed.family.code):
        same = task.child_code == child.code and task.facts.get("visit") == key
        if same and task.kind in BOOKING:
            close_task(deed.session, task.number, outcome=BOOKED.key, note="", by=deed.by, now=now)
    return {}


@dataclass(frozen=True)
class NewDate:
    """A date as it would be set; `on` None: it never comes."""

    child: Child
    anchor: str
    on: date | None
    counts_from: str | None
    reason: str


def read_date(deed: Deed) -> tuple[NewDate | None, dict[str, str]]:
    """The form of a date, and what is wrong with it."""
    chosen, text = deed.split("anchor"), deed.values.get("day", "")
    wrong = {} if chosen else {"anchor": CHOOSE}
    on = day_of(text)
    if text and on is None:
        wrong["day"] = GIVE_DAY
    if on is not None and on > deed.reader.now.astimezone(deed.reader.zone).date():
        wrong["day"] = NOT_YET
    if not deed.values.get("reason"):
        wrong["reason"] = SAY_WHY
    if chosen is None or wrong:
        return None, wrong
    child, key = chosen
    return NewDate(child, key, on, deed.values.get("counts_from") or None, deed.values["reason"]), {}


def diff_of(deed: Deed, new: NewDate) -> list[Change]:
    """What setting the date would move. Raises ConflictError."""
    act = Act(new.child, deed.family, "", by=deed.by, happened_at=deed.reader.now)
    fact = draft_anchor(
        act,
        new.anchor,
        happened_on=new.on,
        counts_from=new.counts_from,
        reason=new.reason,
        pack=deed.pack,
        now=deed.reader.now,
    )
    return preview_anchor(deed.session, act, fact, pack=deed.pack, now=deed.reader.now)


def set_date(deed: Deed, new: NewDate) -> None:
    """Set it. Raises ConflictError."""
    set_anchor(
        deed.session,
        Act(new.child, deed.family, "", by=deed.by, happened_at=deed.reader.now),
        new.anchor,
        happened_on=new.on,
        counts_from=new.counts_from,
        reason=new.reason,
        pack=deed.pack,
        now=deed.reader.now,
    )


def excuse_days(deed: Deed) -> dict[str, str]:
    """Excuse whole days, the last one included. Raises ArmWordsError."""
    since, until = day_of(deed.values.get("since", "")), day_of(deed.values.get("until", ""))
    wrong = {} if deed.values.get("child") else {"child": CHOOSE}
    if deed.values.get("why") not in [each.value for each in BY_STAFF]:
        wrong["why"] = CHOOSE
    if since is None:
        wrong["since"] = GIVE_DAY
    elif until is not None and until < since:
        wrong["until"] = WRONG_END
    if since is None or wrong:
        return wrong
    span = Span(
        Reason(deed.values["why"]),
        _midnight(since, deed.reader),
        _midnight(until + timedelta(days=1), deed.reader) if until is not None else None,
        deed.values.get("note", ""),
    )
    child = deed.child(deed.values["child"])
    excuse(deed.session, span, child=child, family=deed.family, by=deed.by, now=deed.reader.now)
    return {}


def day_of(text: str) -> date | None:
    """A day as a form writes it; None if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(on: date, reader: Reader) -> datetime:
    return datetime.combine(on, time(0), reader.zone).astimezone(reader.now.tzinfo)


ACTS = {"call": call, "visit": visit, "excuse": excuse_days}
