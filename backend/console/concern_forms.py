"""The forms beside a concern, in the order in which a person needs them; the first is the one to do now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from backend.concerns.models import GO_ON, KNOWS, STAY, UNREACHED, State
from backend.concerns.sae_clocks import dismissals
from backend.concerns.standing import Standing
from backend.concerns.who_died import NOBODY
from backend.console.about import joined
from backend.console.acts import LEVELS
from backend.console.concern_words import OUTCOMES, level_words
from backend.console.reader import Reader
from backend.console.report_form import no_report_form, report_again_form, report_form
from backend.console.seen import Field, Form
from backend.families.models import Child
from backend.protocol.pack import Pack

REPORT = ("sae", "no-sae", "sae-again")
ORDER = {
    State.OPEN: ("acknowledge", "call", "texts", "hand-over", "level", "no-call", "note", "resolve", *REPORT),
    State.ACKNOWLEDGED: ("call", "texts", "resolve", "hand-over", "level", "no-call", "note", *REPORT),
    State.CALLED: ("texts", "resolve", "call", "note", "level", "hand-over", *REPORT),
    State.RESOLVED: ("texts", "reopen", "note", *REPORT),
}


@dataclass(frozen=True)
class Filled:
    """What somebody typed into one form, and what was wrong with it."""

    act: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class About:
    """The concern that the forms are about; of the `children` in the study one may have died."""

    number: int
    stands: Standing
    seen: int
    held: bool = False
    children: Sequence[Child] = ()


def forms(about: About, reader: Reader, pack: Pack, filled: Filled | None) -> list[Form]:
    """The forms, with what was typed into one of them."""
    made = _made(about, reader, pack)
    shown: list[Form] = []
    for place, act in enumerate(each for each in ORDER[about.stands.state] if each in made):
        form = replace(made[act], action=f"/console/concerns/{about.number}/{act}", seen=about.seen, first=place == 0)
        if filled is not None and filled.act == act:
            form = replace(form, values=filled.values, errors=filled.errors)
        shown.append(form)
    return shown


def _made(about: About, reader: Reader, pack: Pack) -> dict[str, Form]:
    say = reader.say
    note = Field("note", "area", say("What was said and decided"))
    why = Field("reason", "area", say("Why"))
    return {
        form.act: form
        for form in (
            Form(
                "acknowledge",
                "",
                say("Take it up"),
                say("I take it up"),
                hint=say("Paging stops. Then phone the family; until you have, the clock runs on."),
            ),
            Form("call", "", say("Record a call to the family"), say("Record the call"), (_reached(reader), note)),
            *_texts(about, why, reader),
            Form(
                "resolve",
                "",
                say("Close it"),
                say("Close it"),
                (_outcome(reader), replace(note, label=say("What came of it"))),
            ),
            Form(
                "hand-over",
                "",
                say("Hand it over"),
                say("Hand it over"),
                (_to(reader, pack), Field("note", "area", say("What they should know"))),
                hint=say("They are paged at once, and it is open until somebody takes it up."),
            ),
            Form(
                "level",
                "",
                say("Change the level"),
                say("Change the level"),
                (_level(about, reader), why),
                hint=_still_owed(about, reader),
            ),
            *_no_call(about, why, reader),
            report_form(about.stands.sae_clocks, reader, pack),
            *no_report_form(about.stands.sae_clocks, reader, pack),
            *report_again_form(about.stands.sae_clocks, reader, pack),
            Form("reopen", "", say("Open it again"), say("Open it again"), (why,), hint=_due_again(about, reader)),
            Form("note", "", say("Add a note"), say("Keep the note"), (Field("note", "area", say("Note")),)),
        )
    }


def _reached(reader: Reader) -> Field:
    options = (("yes", reader.say("I spoke with the family")), ("no", reader.say("Nobody answered")))
    return Field("reached", "choice", reader.say("Did you reach them?"), options=options)


def _texts(about: About, why: Field, reader: Reader) -> Iterator[Form]:
    """Only while nobody has decided."""
    if about.held:
        options = (
            (STAY, reader.say("A child has died: stay paused")),
            (GO_ON, reader.say("Reminders go on (also where it was misread)")),
        )
        choice = Field("texts", "choice", reader.say("What shall become of the reminders?"), options=options)
        asked = (choice, *_who_died(about, reader), why)
        yield Form("texts", "", reader.say("Pause, or go on"), reader.say("Keep the decision"), asked)


def _who_died(about: About, reader: Reader) -> Iterator[Field]:
    """Of one child alone it may be left open, but the child who died may be another, outside the study."""
    if about.children:
        say = reader.say
        named = [
            (each.code, joined([each.code, say("called %(name)s", name=each.called)], reader.language))
            for each in about.children
        ]
        nobody = (NOBODY, say("None of them: it was misread, or is a child outside the study"))
        hint = say(
            "The death is recorded, and the reminders of that child end. "
            "Where two families share the phone, only that child's family stays paused."
        )
        yield Field("died", "choice", say("Which child has died?"), hint=hint, options=(*named, nobody))


def _still_owed(about: About, reader: Reader) -> str:
    if not about.stands.waits:
        return ""
    return reader.say("The family was promised a call. At a lower level, too, that call is owed until it is made.")


def _no_call(about: About, why: Field, reader: Reader) -> Iterator[Form]:
    """Only where nothing is pressing any more."""
    if about.stands.can_waive:
        options = (
            (KNOWS, reader.say("The family knows that nobody phones")),
            (UNREACHED, reader.say("They cannot be reached in any way")),
        )
        choice = Field(
            "because", "choice", reader.say("What becomes of the call that was promised?"), options=options
        )
        title, button = reader.say("The promised call is not made"), reader.say("Keep the decision")
        yield Form("no-call", "", title, button, (choice, why))


def _outcome(reader: Reader) -> Field:
    options = tuple((key, reader.say(words)) for key, words in OUTCOMES.items())
    return Field("outcome", "select", reader.say("Outcome"), options=options)


def _due_again(about: About, reader: Reader) -> str:
    if not dismissals(about.stands.sae_clocks):
        return ""
    return reader.say("Opening it takes back the judgement of no serious adverse event: the time to report runs on.")


def _to(reader: Reader, pack: Pack) -> Field:
    contacts = pack.study.contact.people
    options: Sequence[tuple[str, str]] = [
        (each.key, each.name.in_(reader.language)) for each in contacts if each.key != reader.member.contact_key
    ]
    return Field("to", "select", reader.say("To whom"), options=options)


def _level(about: About, reader: Reader) -> Field:
    options = tuple((key, level_words(reader, key)) for key in LEVELS if key != about.stands.level.value)
    return Field("level", "choice", reader.say("New level"), options=options)
