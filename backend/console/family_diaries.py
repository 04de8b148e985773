"""A child's diaries on the page of its family: how they are kept, and which staff may write down as told by phone."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from backend.console.family_seen import DiariesShown, DiaryDue
from backend.console.reader import Reader
from backend.diary.due_now import due_now
from backend.diary.offer import offered
from backend.diary.standings import Stands, standings
from backend.diary.state import WindowState
from backend.diary.windows import Window
from backend.families.models import Child, Family
from backend.languages import day, marked
from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack

UNCOUNTED = (WindowState.EXCUSED, WindowState.PASSED)
LEFT_OUT_DAYS = timedelta(days=14)
"""For how long a diary that nobody takes from the family any more is still worth asking for by phone."""


def family_diaries(
    session: Session, family: Family, child: Child, pack: Pack, reader: Reader, *, live: bool
) -> DiariesShown:
    """How they are kept; to write down, none for whoever changes nothing, and none of the child's own."""
    stands = standings(session, child, now=reader.now)
    summary = _summary(stands, reader)
    if not reader.member.role.may_act:
        return DiariesShown(summary)
    path = f"/console/families/{family.code}/diary/{child.code}"
    due = _due(session, child, pack, reader, live, path)
    return DiariesShown(summary, due, _left_out(stands, pack, reader, live, path), LEFT_OUT_DAYS.days)


def _summary(stands: Sequence[Stands], reader: Reader) -> str:
    closed = [each for each in stands if each.window.closes_at <= reader.now]
    counted = [each for each in closed if not each.window.optional and each.standing.state not in UNCOUNTED]
    on_time = sum(each.standing.state is WindowState.ON_TIME for each in counted)
    if not counted:
        return reader.say("No diary was due yet.")
    return reader.say("%(on_time)s of %(due)s on time", on_time=on_time, due=len(counted))


def _due(session: Session, child: Child, pack: Pack, reader: Reader, live: bool, path: str) -> list[DiaryDue]:
    """Open and late windows, then diaries for any time."""
    found = due_now(session, child.id, pack=pack, live=live, now=reader.now)
    shown = []
    for each in found.due:
        if each.instrument.reporter != "child":
            text = marked("late, taken until %(moment)s") if each.late else marked("open until %(moment)s")
            until = reader.say(text, moment=reader.moment(each.until))
            shown.append(_one(each.instrument, each.window, reader, path, until))
    any_time = [each for each in found.any_time if each.reporter != "child"]
    return shown + [DiaryDue(each.name.in_(reader.language), "", f"{path}/{each.key}") for each in any_time]


def _left_out(stands: Sequence[Stands], pack: Pack, reader: Reader, live: bool, path: str) -> list[DiaryDue]:
    """Missed windows of the last days, the latest first: written down now, they count as told by phone.

    Excused ones are not asked for, and one that the family wrote too late is kept already.
    """
    instruments, since = offered(pack, live=live), reader.now - LEFT_OUT_DAYS
    missed = [each for each in stands if each.standing.state is WindowState.MISSED and not each.entries]
    shown = []
    for each in sorted(missed, key=lambda each: each.window.closes_at, reverse=True):
        instrument = instruments.get(each.window.instrument)
        if each.window.closes_at >= since and instrument is not None and instrument.reporter != "child":
            shown.append(_one(instrument, each.window, reader, path, ""))
    return shown


def _one(instrument: Instrument, window: Window, reader: Reader, path: str, until: str) -> DiaryDue:
    name = f"{instrument.name.in_(reader.language)} {day(window.due_on, reader.language)}"
    return DiaryDue(name, until, f"{path}/{instrument.key}?due={window.due_on}")
