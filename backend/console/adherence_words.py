"""The words of the adherence pages: what a window counts as, and how a child's week reads."""

from backend.adherence.scope import Kind
from backend.adherence.tally import Counted, Tally
from backend.console import heat_map
from backend.console.reader import Reader
from backend.diary.state import Reason
from backend.languages import Language, marked

HEADINGS = {
    Kind.DIARIES: marked("How the diaries are kept"),
    Kind.VISITS: marked("How the visits are kept"),
    Kind.CONFIRMATIONS: marked("How appointments are confirmed"),
}
KINDS = {
    Kind.DIARIES: marked("Diaries"),
    Kind.VISITS: marked("Visits"),
    Kind.CONFIRMATIONS: marked("Confirmations"),
}
COUNTED = {
    Counted.ON_TIME: marked("on time"),
    Counted.LATE: marked("late"),
    Counted.TRANSCRIBED: marked("told by phone"),
    Counted.MISSED: marked("missed"),
    Counted.OVERDUE: marked("closed, can still come late"),
    Counted.EXCUSED: marked("excused"),
    Counted.OPEN: marked("still open"),
    Counted.OPTIONAL: marked("in no figure"),
}
OF_VISITS = {
    Counted.ON_TIME: marked("within its days"),
    Counted.LATE: marked("on another day"),
    Counted.MISSED: marked("did not come"),
    Counted.OVERDUE: marked("past its days, booked"),
}
OF_CONFIRMATIONS = {
    Counted.ON_TIME: marked("answered in time"),
    Counted.LATE: marked("answered late"),
    Counted.MISSED: marked("no answer"),
    Counted.OVERDUE: marked("can still answer"),
}
OWN_WORDS = {Kind.DIARIES: COUNTED, Kind.VISITS: OF_VISITS, Kind.CONFIRMATIONS: OF_CONFIRMATIONS}
REASONS = {
    Reason.IN_HOSPITAL.value: marked("in hospital"),
    Reason.VISIT_CANCELED.value: marked("visit canceled by the site"),
    Reason.OUTAGE.value: marked("outage"),
    Reason.PAUSED.value: marked("family paused"),
}
WHAT = {
    Kind.DIARIES: marked("Diary"),
    Kind.VISITS: marked("Visit"),
    Kind.CONFIRMATIONS: marked("Visit"),
}
SHADES = (
    (heat_map.ALL, marked("all on time")),
    (heat_map.SOME_LATE, marked("some late or by phone")),
    (heat_map.SOME_MISSED, marked("less than half missed")),
    (heat_map.MOST_MISSED, marked("half or more missed")),
    (heat_map.NONE, marked("all missed")),
    (heat_map.EXCUSED, marked("excused")),
    (heat_map.OPEN, marked("still open")),
)
IN_A_CELL = (
    Counted.ON_TIME,
    Counted.LATE,
    Counted.TRANSCRIBED,
    Counted.MISSED,
    Counted.OVERDUE,
    Counted.EXCUSED,
    Counted.OPEN,
)


def counted_as(counted: Counted, kind: Kind, reader: Reader) -> str:
    """What a window counts as, in the words of its kind."""
    return reader.say(OWN_WORDS[kind].get(counted, COUNTED[counted]))


def in_words(tally: Tally, kind: Kind, reader: Reader) -> str:
    """What a tally is made of: `on time 6, missed 1`."""
    parts = [
        f"{counted_as(each, kind, reader)}{' ' if reader.language is Language.EN else ''}{tally.count(each)}"
        for each in IN_A_CELL
        if tally.count(each)
    ]
    return (", " if reader.language is Language.EN else "，").join(parts)


def in_brief(tally: Tally, reader: Reader) -> str:
    """What a table's cell says: `6/7`, or a word where nothing was due."""
    if tally.due:
        return f"{tally.on_time}/{tally.due}"
    return reader.say("excused") if tally.excused else reader.say("open") if tally.open else ""


def why_low(tally: Tally, kind: Kind, reader: Reader) -> str:
    """What keeps a figure down most, in a few words."""
    lost = (Counted.MISSED, Counted.LATE, Counted.TRANSCRIBED, Counted.OVERDUE)
    most = max(lost, key=tally.count)
    return reader.say("%(what)s: %(count)s", what=counted_as(most, kind, reader), count=tally.count(most))
