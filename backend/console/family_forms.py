"""The forms beside a family: a call, a text, a visit, a date, days without a diary."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from backend.console.callers import who_is
from backend.console.concern_forms import Filled
from backend.console.family_items import anchor_name
from backend.console.reader import Reader
from backend.console.seen import Field, Form
from backend.diary.excuse import BY_STAFF
from backend.diary.state import Reason
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Child, Family
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.schedule.plan import course_of

REASONS = {
    Reason.IN_HOSPITAL: marked("The child was in hospital"),
    Reason.VISIT_CANCELED: marked("The hospital canceled the visit"),
    Reason.OUTAGE: marked("Our service was down"),
}
NEVER = "never"


def family_forms(
    session: Session, family: Family, children: Sequence[Child], reader: Reader, pack: Pack, filled: Filled | None
) -> list[Form]:
    """The forms, with what was typed into one of them."""
    made = [
        _call(reader),
        _write(session, family, reader),
        _visit(session, children, reader, pack),
        _date(children, reader, pack),
        _excuse(children, reader),
    ]
    shown = []
    for form in made:
        if filled is not None and filled.act == form.act:
            shown.append(replace(form, values={**form.values, **filled.values}, errors=filled.errors))
        else:
            shown.append(form)
    return [replace(form, action=f"/console/families/{family.code}/{form.act}") for form in shown]


def _call(reader: Reader) -> Form:
    say = reader.say
    reached = (("yes", say("I spoke with the family")), ("no", say("Nobody answered")))
    fields = (
        Field("reached", "choice", say("Did you reach them?"), options=reached),
        Field("note", "area", say("What was said and decided")),
    )
    return Form("call", "", say("Record a call"), say("Record the call"), fields)


def _write(session: Session, family: Family, reader: Reader) -> Form:
    say = reader.say
    people = [(each.id, who_is(reader, each.relation, each.called)) for each in caregivers_of(session, family.id)]
    fields = (
        Field("to", "select", say("To whom"), options=people),
        Field("zh", "area", say("In Chinese")),
        Field("en", "area", say("In English")),
    )
    hint = say("Both languages say the same; they get theirs. You see how it goes out before it does.")
    return Form("write", "", say("Write to the family"), say("Show me first"), fields, hint=hint)


def _visit(session: Session, children: Sequence[Child], reader: Reader, pack: Pack) -> Form:
    say, today = reader.say, reader.now.astimezone(reader.zone).date()
    options = []
    for child in children:
        course = course_of(session, child.id)
        keys = [key for key in {*course.windows, *course.states} if not course.state(key).is_over]
        for key in sorted(keys, key=lambda key, course=course: _target(course.windows.get(key))):  # type: ignore[misc]
            name = pack.visit(key, pack.schedule_on(today)).short.in_(reader.language)
            options.append((f"{child.code}/{key}", f"{name} ({child.code})" if len(children) > 1 else name))
    places = [(each.key, each.short.in_(reader.language)) for site in pack.study.sites for each in site.campuses]
    fields = (
        Field("visit", "select", say("Visit"), options=options),
        Field("day", "date", say("Day")),
        Field("hour", "time", say("Hour")),
        Field("campus", "select", say("Where"), options=places),
    )
    tomorrow = pack.calendar.next_workday(today + timedelta(days=1))
    values = {"hour": "09:00", "day": str(tomorrow), "campus": children[0].campus if children else ""}
    hint = say("A family that knew another time is told at once.")
    return Form("visit", "", say("Book or move a visit"), say("Book it"), fields, hint=hint, values=values)


def _target(window: object) -> str:
    return str(getattr(window, "target_on", ""))


def _date(children: Sequence[Child], reader: Reader, pack: Pack) -> Form:
    say = reader.say
    plain = [each.key for each in pack.schedules[-1].anchors if not each.derived_from]
    chosen = sorted({key for each in pack.schedules[-1].anchors for key in each.or_chosen})
    instead = [(key, anchor_name(pack, key, reader.language)) for key in chosen]
    options = [
        (
            f"{child.code}/{key}",
            f"{anchor_name(pack, key, reader.language)} ({child.code})"
            if len(children) > 1
            else anchor_name(pack, key, reader.language),
        )
        for child in children
        for key in plain
    ]
    fields = (
        Field("anchor", "select", say("Which date"), options=options),
        Field("day", "date", say("Day"), hint=say("Left empty, it never comes.")),
        Field(
            "counts_from",
            "select",
            say("Count later visits from"),
            hint=say("Only if it never comes."),
            options=instead,
        ),
        Field("reason", "text", say("Why")),
    )
    hint = say("You see what moves before anything does. Results stay as they are.")
    return Form("date", "", say("Set or move a date"), say("Show me what moves"), fields, hint=hint)


def _excuse(children: Sequence[Child], reader: Reader) -> Form:
    say = reader.say
    fields = (
        Field("child", "select", say("Child"), options=[(each.code, each.code) for each in children]),
        Field("why", "select", say("Why"), options=[(each.value, say(REASONS[each])) for each in BY_STAFF]),
        Field("since", "date", say("From which day")),
        Field("until", "date", say("To which day"), hint=say("Left empty, it lasts.")),
        Field("note", "text", say("Note")),
    )
    values = {"child": children[0].code if len(children) == 1 else ""}
    return Form("excuse", "", say("Excuse days without a diary"), say("Excuse them"), fields, values=values)
