"""The acts on a concern: what each asks, what it refuses beside the field, and the verb below that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.concerns.acknowledge import acknowledge
from backend.concerns.change_level import change_level
from backend.concerns.dismiss_sae import dismiss_sae
from backend.concerns.hand_over import hand_over
from backend.concerns.hold_texts import settle_texts
from backend.concerns.link_sae import link_sae
from backend.concerns.models import GO_ON, KNOWS, STAY, UNREACHED, Kind
from backend.concerns.record_call import record_call
from backend.concerns.reopen import reopen
from backend.concerns.resolve import resolve
from backend.concerns.resume_sae import resume_sae
from backend.concerns.view import note
from backend.concerns.waive_call import waive_call
from backend.console.behind import REPORTING, SETTLING
from backend.console.concern_words import OUTCOMES
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

WAY = "console"
LEVELS = ("emergency", "urgent", "routine")
SAY_WHY = marked("Say why, so that whoever looks next understands it.")
CHOOSE = marked("Choose one.")
SAY_REACHED = marked("Say whether you reached the family.")
WRITE = marked("Write something.")
OVERTAKEN = marked("The call is recorded. Something new came in after it, and the family still has to be phoned.")
STILL_OWED = marked("The level is changed. The family still waits for the call that it was promised.")
GIVE_REFERENCE = marked("Give the report's reference, such as SAE-2026-003.")


@dataclass(frozen=True)
class Doing:
    """One act by one person at one moment."""

    session: Session
    number: int
    by: str
    pack: Pack
    now: datetime

    def acknowledge(self, values: Mapping[str, str]) -> None:
        """Take it up."""
        del values
        acknowledge(self.session, self.number, by=self.by, way=WAY, pack=self.pack, now=self.now)

    def call(self, values: Mapping[str, str]) -> None:
        """Write a call down."""
        record_call(
            self.session,
            self.number,
            reached=values["reached"] == "yes",
            note=values.get("note", ""),
            by=self.by,
            way=WAY,
            pack=self.pack,
            now=self.now,
            seen=seen_of(values),
        )

    def level(self, values: Mapping[str, str]) -> None:
        """Put it at another level."""
        level, reason = Urgency(values["level"]), values["reason"]
        change_level(self.session, self.number, level=level, reason=reason, by=self.by, pack=self.pack, now=self.now)

    def no_call(self, values: Mapping[str, str]) -> None:
        """Say why the promised call is not made."""
        because, reason = values["because"], values["reason"]
        waive_call(self.session, self.number, because=because, reason=reason, by=self.by, now=self.now)

    def hand_over(self, values: Mapping[str, str]) -> None:
        """Hand it to somebody of the rota."""
        to, text = values["to"], values.get("note", "")
        hand_over(self.session, self.number, to=to, note=text, by=self.by, pack=self.pack, now=self.now)

    def sae(self, values: Mapping[str, str]) -> None:
        """Link the report to the events that were chosen; a page that showed none reports something else."""
        events, reference = events_of(values), values["reference"]
        link_sae(self.session, self.number, reference=reference, events=events, by=self.by, now=self.now)

    def no_sae(self, values: Mapping[str, str]) -> None:
        """Judge that the events that were chosen are none to report."""
        events, reason = events_of(values), values["reason"]
        dismiss_sae(self.session, self.number, events=events, reason=reason, by=self.by, now=self.now)

    def sae_again(self, values: Mapping[str, str]) -> None:
        """Take back that the events that were chosen are none."""
        events, reason = events_of(values), values["reason"]
        resume_sae(self.session, self.number, events=events, reason=reason, by=self.by, now=self.now)

    def texts(self, values: Mapping[str, str]) -> None:
        """Say whether what is held stays stopped, or goes on."""
        texts, died, reason = values["texts"], values.get("died", ""), values["reason"]
        settle_texts(self.session, self.number, texts=texts, died=died, reason=reason, by=self.by, now=self.now)

    def resolve(self, values: Mapping[str, str]) -> None:
        """Close it."""
        outcome, text = values["outcome"], values.get("note", "")
        resolve(self.session, self.number, outcome=outcome, note=text, by=self.by, now=self.now)

    def reopen(self, values: Mapping[str, str]) -> None:
        """Open it again."""
        reopen(self.session, self.number, reason=values["reason"], by=self.by, pack=self.pack, now=self.now)

    def note(self, values: Mapping[str, str]) -> None:
        """Keep a note."""
        note(self.session, self.number, text=values["note"], by=self.by, now=self.now)


@dataclass(frozen=True)
class Act:
    """An act: its verb, what must be filled, what is said once it is done, and where a refusal is shown.

    `exclusive`: it settles what somebody else may just have settled, so it is refused on a page that is behind;
    `overtaking` is what of the others' acts it would undo.
    """

    do: Callable[[Doing, Mapping[str, str]], None]
    done: str
    required: Mapping[str, str]
    text: str = ""
    choices: Mapping[str, tuple[str, ...]] | None = None
    exclusive: bool = False
    overtaking: frozenset[Kind] = SETTLING


ACTS: dict[str, Act] = {
    "acknowledge": Act(
        Doing.acknowledge, marked("You have it. The family now waits for your call."), {}, exclusive=True
    ),
    "call": Act(
        Doing.call, marked("The call is recorded."), {"reached": SAY_REACHED}, "note", {"reached": ("yes", "no")}
    ),
    "level": Act(
        Doing.level,
        marked("The level is changed."),
        {"level": CHOOSE, "reason": SAY_WHY},
        "reason",
        {"level": LEVELS},
        exclusive=True,
    ),
    "no-call": Act(
        Doing.no_call,
        marked("It is written down why no call is made."),
        {"because": CHOOSE, "reason": SAY_WHY},
        "reason",
        {"because": (KNOWS, UNREACHED)},
        exclusive=True,
    ),
    "hand-over": Act(
        Doing.hand_over, marked("Handed over; that person is paged now."), {"to": CHOOSE}, "note", exclusive=True
    ),
    "sae": Act(
        Doing.sae,
        marked("The report is linked."),
        {"reference": GIVE_REFERENCE},
        "reference",
        exclusive=True,
        overtaking=REPORTING,
    ),
    "no-sae": Act(
        Doing.no_sae,
        marked("The countdown has ended; the reason is kept."),
        {"events": CHOOSE, "reason": SAY_WHY},
        "reason",
        exclusive=True,
        overtaking=REPORTING,
    ),
    "sae-again": Act(
        Doing.sae_again,
        marked("The time to report runs on; the reason is kept."),
        {"events": CHOOSE, "reason": SAY_WHY},
        "reason",
        exclusive=True,
        overtaking=REPORTING,
    ),
    "texts": Act(
        Doing.texts,
        marked("It is written down whether the family's texts go on."),
        {"texts": CHOOSE, "reason": SAY_WHY},
        "reason",
        {"texts": (STAY, GO_ON)},
        exclusive=True,
        overtaking=SETTLING | {Kind.NOTED},
    ),
    "resolve": Act(
        Doing.resolve,
        marked("This concern is closed. It stays in view."),
        {"outcome": CHOOSE, "note": WRITE},
        "note",
        {"outcome": tuple(OUTCOMES)},
        exclusive=True,
    ),
    "reopen": Act(Doing.reopen, marked("This concern is open again."), {"reason": SAY_WHY}, "reason", exclusive=True),
    "note": Act(Doing.note, marked("The note is kept."), {"note": WRITE}, "note"),
}


def seen_of(values: Mapping[str, str]) -> int:
    """How many events the page showed on which the form was sent; none if it does not say."""
    text = values.get("seen", "")
    return int(text) if text.isdecimal() else 0


def events_of(values: Mapping[str, str]) -> list[int]:
    """The serious events that were chosen, by the numbers of what opened them."""
    return [int(each) for each in values.get("events", "").split(",") if each.isdecimal()]


def missing(act: Act, values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the fields, each with a marked sentence."""
    wrong = {name: words for name, words in act.required.items() if not values.get(name, "").strip()}
    for name, allowed in (act.choices or {}).items():
        if name not in wrong and values.get(name) not in allowed:
            wrong[name] = act.required[name]
    return wrong
