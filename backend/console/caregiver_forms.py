"""The forms about a family's people and phones."""

from collections.abc import Sequence

from backend.console.callers import RELATIONS
from backend.console.concern_words import LANGUAGES
from backend.console.family_page import ROLES
from backend.console.reader import Reader
from backend.console.seen import Field, Form
from backend.families.models import Caregiver, PhoneState, Role
from backend.languages import Language, marked

WANTED = (("yes", marked("Wanted")), ("no", marked("Not wanted")))
SPOKEN = (("yes", marked("Just spoken")), ("no", marked("Not yet")))
READ = {each.value: LANGUAGES[each.value] for each in Language}


def person_forms(each: Caregiver, state: PhoneState, reader: Reader) -> list[Form]:
    """Wishes, and what may be said of the number as it stands."""
    say = reader.say
    note = Field("note", "text", say("How do you know?"))
    made = [
        Form(
            "wishes",
            "",
            say("Language and early texts"),
            say("Keep it"),
            (_language(reader), _early(reader)),
            values={"language": each.language.value, "early": "yes" if each.early_texts else "no"},
        )
    ]
    if state is not PhoneState.CONFIRMED:
        made.append(
            Form(
                "theirs",
                "",
                say("The number is theirs"),
                say("Confirm it"),
                (note,),
                hint=say("From now on texts about the child may go there."),
            )
        )
    made.append(
        Form(
            "ask",
            "",
            say("Ask for confirmation again"),
            say("Ask again"),
            (Field("note", "text", say("Why")),),
            hint=say("Nothing about the child goes there until then. It is asked by text, once a day at most."),
        )
    )
    if state is not PhoneState.WRONG_NUMBER:
        made.append(
            Form(
                "strangers",
                "",
                say("The number is wrong"),
                say("Mark it as wrong"),
                (note,),
                hint=say("Nothing more goes there. It stays on record."),
            )
        )
    return made


def hour_form(reader: Reader, hours: Sequence[tuple[str, str]], now: str) -> Form:
    """When the family is reminded of its diary."""
    say = reader.say
    field = Field("hour", "select", say("Remind of the diary at"), options=hours)
    return Form("hour", "", say("When to remind of the diary"), say("Keep it"), (field,), values={"hour": now})


def add_form(reader: Reader) -> Form:
    """Another adult, or another number of one."""
    say = reader.say
    wanted, spoken = (tuple((key, say(words)) for key, words in each) for each in (WANTED, SPOKEN))
    relations = [(key, say(words)) for key, words in RELATIONS.items()]
    fields = (
        Field("phone", "tel", say("Mobile number"), hint=say("With its country code, such as +86, +852 or +853.")),
        Field("called", "text", say("What the family calls them")),
        Field("relation", "select", say("Who they are"), options=relations),
        Field("role", "select", say("Their part"), options=[(each.value, say(ROLES[each])) for each in Role]),
        _language(reader),
        _early(reader),
        Field("reminders", "choice", say("Do they get reminders?"), options=wanted),
        Field(
            "tested",
            "choice",
            say("Have you just spoken with them on this number?"),
            hint=say("If not, the number is asked by text whose it is."),
            options=spoken,
        ),
    )
    hint = say("A new number of somebody is added too; then mark the old one as wrong.")
    return Form(
        "new-person", "", say("Add a person or a number"), say("Add"), fields, hint=hint, values={"early": "no"}
    )


def _language(reader: Reader) -> Field:
    options = [(key, reader.say(words)) for key, words in READ.items()]
    return Field("language", "select", reader.say("Language of texts"), options=options)


def _early(reader: Reader) -> Field:
    return Field(
        "early",
        "choice",
        reader.say("Texts in the early morning?"),
        hint=reader.say("On mornings on which a urine collection starts."),
        options=tuple((key, reader.say(words)) for key, words in WANTED),
    )
