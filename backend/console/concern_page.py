"""One concern: the words, the clocks, the packet, every step, and the forms of the acts."""

from collections.abc import Sequence

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import as_values
from backend.concerns.hold_texts import held
from backend.concerns.models import Concern, ConcernEvent, Kind, Source
from backend.concerns.packet import packet
from backend.concerns.page import code_words
from backend.concerns.standing import standing
from backend.concerns.who_died import in_study
from backend.console.about import joined
from backend.console.concern_clocks import Clocks
from backend.console.concern_facts import Sheet
from backend.console.concern_forms import About, Filled, forms
from backend.console.concern_steps import Telling, pages_by_step
from backend.console.concern_words import (
    LANGUAGES,
    TONES,
    level_tag,
    level_words,
    quote_lang,
    source_words,
    state_tag,
)
from backend.console.next_page import next_page
from backend.console.people import people
from backend.console.reader import Reader
from backend.console.seen import ConcernPage, Signal
from backend.errors import NotFoundError
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

HELD = marked(
    "The family wrote that a child has died. Nothing cheerful is sent to it until somebody decides: "
    "let it stay paused, or let the reminders go on."
)


def concern_page(
    session: Session, number: int, *, reader: Reader, pack: Pack, filled: Filled | None = None
) -> ConcernPage:
    """The page. Raises NotFoundError."""
    concern = queries.concern_number(session, number)
    if concern is None:
        raise NotFoundError(f"There is no concern {number}.")
    events = queries.events_of(session, concern.id)
    stands, known = standing(as_values(events)), people(session, pack, reader)
    clocks = Clocks(concern, stands, next_page(session, events, stands, pack, now=reader.now), pack, reader)
    waiting = held(session, concern)
    about = About(number, stands, len(events), bool(waiting), in_study(session, waiting))
    facts = packet(session, concern, infusions={}, pack=pack, now=reader.now)
    sheet = Sheet(session, pack, reader, facts)
    code = code_words(session, concern, reader.language)  # as the page by text names it
    return ConcernPage(
        heading=reader.say("Concern %(number)s, %(code)s", number=number, code=code),
        level=level_tag(reader, concern.level),
        state=state_tag(reader, concern.state, known.name(concern.holder)),
        about=sheet.about(),
        held=reader.say(HELD) if waiting else "",
        clocks=clocks.all(),
        signals=_signals(events, reader, several=len(facts.children) > 1),
        callbacks=sheet.callbacks(),
        facts=sheet.facts(),
        steps=Telling(reader, known, pages_by_step(events)).steps(events),
        forms=forms(about, reader, pack, filled) if reader.member.role.may_act else [],
    )


def seen_now(session: Session, concern: Concern) -> int:
    """How many events a page shows; its forms carry this number."""
    return len(queries.events_of(session, concern.id))


def _signals(events: Sequence[ConcernEvent], reader: Reader, *, several: bool) -> list[Signal]:
    """Every signal, the latest first; the words only for whoever may read families.

    Where it may be of `several` children, each says of which.

    What a second reading raised is the words it was raised by, shown once: the family did not write them twice.
    """
    said: dict[tuple[str, str], list[ConcernEvent]] = {}
    for event in events:
        if event.kind == Kind.SIGNAL.value:
            said.setdefault((event.facts["reference"], event.words or ""), []).append(event)
    return [_signal(told, reader, several=several) for told in said.values()][::-1]


def _signal(told: Sequence[ConcernEvent], reader: Reader, *, several: bool) -> Signal:
    first = told[0]
    worst = max((Urgency(event.facts["level"]) for event in told), key=lambda level: level.rank)
    language = first.facts.get("language", "")
    again = any(event.facts["source"] == Source.MODEL.value for event in told[1:])
    raised = reader.say("%(level)s by a second reading", level=level_words(reader, worst.value)) if again else ""
    return Signal(
        words=(first.words or "") if reader.member.role.sees_families else "",
        lang=quote_lang(language),
        tone=TONES.get(worst, ""),
        by=joined([_whose(first, reader) if several else "", _by(first, language, reader), raised], reader.language),
    )


def _whose(event: ConcernEvent, reader: Reader) -> str:
    """Which child the words name; nothing where there are no words of anybody."""
    if not event.words:
        return ""
    child = event.facts.get("child")
    return reader.say("about %(code)s", code=child) if child else reader.say("names no one child")


def _by(event: ConcernEvent, language: str, reader: Reader) -> str:
    source, at = source_words(reader, event.facts), reader.moment(event.happened_at)
    if language not in LANGUAGES:
        return reader.say("%(source)s, %(moment)s", source=source, moment=at)
    spoken = reader.say(LANGUAGES[language])
    return reader.say("%(source)s in %(spoken)s, %(moment)s", source=source, spoken=spoken, moment=at)
