"""The forms of a line: what came of it, putting it off, handing it over; and what is wrong with what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from backend.concerns.models import Task, TaskKind
from backend.concerns.put_off_task import LONGEST, NEVER_PUT_OFF
from backend.console.concern_forms import Filled
from backend.console.reader import Reader
from backend.console.seen import Field, Form
from backend.console.task_outcomes import BOOKED, OUTCOMES
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.protocol.study import Campus
from backend.staff.models import StaffMember

CHOOSE_OUTCOME = marked("Say what came of it.")
SAY_HOW = marked("Say in a few words how.")
GIVE_TIME = marked("Give the day and the hour, still to come.")
CHOOSE_PLACE = marked("Choose where.")
CHOOSE_DAY = marked("Choose a day within the next 31 days.")
CHOOSE_WHO = marked("Choose who does it.")
BUTTONS = {
    TaskKind.BOOK_VISIT: marked("Book"),
    TaskKind.REBOOK_VISIT: marked("Book"),
    TaskKind.READ_MESSAGE: marked("Done"),
    TaskKind.READ_ENTRY: marked("Done"),
    TaskKind.UNKNOWN_SENDER: marked("Done"),
    TaskKind.RECORD_RESULT: marked("Record"),
    TaskKind.ROTA_GAP: marked("Done"),
    TaskKind.ROUTE_HALTED: marked("Done"),
}


@dataclass(frozen=True)
class Forms:
    """Makes the forms of lines for one reader; `colleagues` are whom a line can be handed to."""

    reader: Reader
    pack: Pack
    colleagues: Sequence[StaffMember]

    def of(self, task: Task, *, seen: int, filled: Filled | None = None) -> list[Form]:
        """The forms of a line, the first act first, with what was typed into one of them."""
        forms = [self._done(task)]
        if task.kind not in NEVER_PUT_OFF:
            forms.append(self._put_off())
        if self.colleagues:
            forms.append(self._hand_over())
        return [self._about(task, form, seen, filled, first=place == 0) for place, form in enumerate(forms)]

    def _about(self, task: Task, form: Form, seen: int, filled: Filled | None, *, first: bool) -> Form:
        action, act = f"/console/today/tasks/{task.number}/{form.act}", f"t{task.number}-{form.act}"
        if filled is not None and filled.act == form.act:
            form = replace(form, values={**form.values, **filled.values}, errors=filled.errors)
        return replace(form, action=action, act=act, seen=seen, first=first)

    def _done(self, task: Task) -> Form:
        say, kind = self.reader.say, TaskKind(task.kind)
        options = tuple((each.key, say(each.words)) for each in OUTCOMES[kind])
        fields = [Field("outcome", "choice", say("What came of it?"), options=options)]
        values: dict[str, str] = {}
        if BOOKED in OUTCOMES[kind]:
            places = [(each.key, each.short.in_(self.reader.language)) for each in self._campuses()]
            fields += [
                Field("day", "date", say("Day")),
                Field("hour", "time", say("Hour")),
                Field("campus", "select", say("Where"), options=places),
            ]
            values = {"hour": "09:00", "campus": places[0][0] if len(places) == 1 else ""}
        fields.append(Field("note", "area", say("Note")))
        button = say(BUTTONS.get(kind, marked("Record the call")))
        return Form("done", "", button, say("Record it"), fields, values=values)

    def _put_off(self) -> Form:
        say = self.reader.say
        fields = (Field("day", "date", say("Until which day?")), Field("note", "text", say("Why")))
        tomorrow = self.pack.calendar.next_workday(self._today() + timedelta(days=1))
        hint = say("It comes back by itself that morning.")
        return Form(
            "put-off", "", say("Put off"), say("Put it off"), fields, hint=hint, values={"day": str(tomorrow)}
        )

    def _hand_over(self) -> Form:
        say = self.reader.say
        who = tuple((each.name, each.display) for each in self.colleagues)
        fields = (
            Field("to", "select", say("To whom"), options=who),
            Field("note", "text", say("What they should know")),
        )
        hint = say("It stays on the list until it has an outcome.")
        return Form("hand-over", "", say("Hand over"), say("Hand it over"), fields, hint=hint)

    def _campuses(self) -> list[Campus]:
        return [place for site in self.pack.study.sites for place in site.campuses]

    def _today(self) -> date:
        return self.reader.now.astimezone(self.reader.zone).date()


def appointment_in(values: Mapping[str, str], reader: Reader) -> datetime | None:
    """The day and hour typed, as UTC; None if they are none, or have passed."""
    try:
        local = datetime.combine(
            date.fromisoformat(values.get("day", "")), time.fromisoformat(values.get("hour", ""))
        )
    except ValueError:
        return None
    at = local.replace(tzinfo=reader.zone).astimezone(reader.now.tzinfo)
    return at if at > reader.now else None


def morning_in(values: Mapping[str, str], reader: Reader, pack: Pack) -> datetime | None:
    """The beginning of office hours on the day typed, as UTC; None if it is no day, or none of the next month's."""
    try:
        day = date.fromisoformat(values.get("day", ""))
    except ValueError:
        return None
    local = datetime.combine(day, pack.study.hours.office_from, reader.zone)
    at = local.astimezone(reader.now.tzinfo)
    return at if reader.now < at <= reader.now + LONGEST else None


def wrong_outcome(task: Task, values: Mapping[str, str], reader: Reader, pack: Pack) -> dict[str, str]:
    """What is wrong with an outcome, by field and marked."""
    chosen = next((each for each in OUTCOMES[TaskKind(task.kind)] if each.key == values.get("outcome")), None)
    if chosen is None:
        return {"outcome": CHOOSE_OUTCOME}
    if chosen.asks == "note" and not values.get("note"):
        return {"note": SAY_HOW}
    wrong = {}
    if chosen.asks == "time":
        if appointment_in(values, reader) is None:
            wrong["day"] = GIVE_TIME
        if values.get("campus") not in {place.key for site in pack.study.sites for place in site.campuses}:
            wrong["campus"] = CHOOSE_PLACE
    return wrong
