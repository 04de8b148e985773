"""One concern: the words, the clocks, the packet, every step, and the forms of the acts."""

from collections.abc import Sequence

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import as_values
from backend.concerns.models import Concern, ConcernEvent, Kind, Source, State
from backend.concerns.packet import packet
from backend.concerns.standing import standing
from backend.console.concern_clocks import Clocks
from backend.console.concern_facts import Sheet
from backend.console.concern_forms import About, Filled, forms
from backend.console.concern_steps import Telling, pages_by_step
from backend.console.concern_words import LANGUAGES, SOURCES, TONES, level_tag, quote_lang, state_tag
from backend.console.next_page import next_page
from backend.console.people import people
from backend.console.reader import Reader
from backend.console.seen import ConcernPage, Signal
from backend.errors import NotFoundError
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency


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
    about = About(number, State(concern.state), concern.level, len(events), stands.sae_clocks)
    facts = packet(session, concern, infusions={}, pack=pack, now=reader.now)
    sheet = Sheet(session, pack, reader, facts)
    return ConcernPage(
        heading=reader.say("Concern %(number)s, %(code)s", number=number, code=concern.code),
        level=level_tag(reader, concern.level),
        state=state_tag(reader, concern.state, known.name(concern.holder)),
        about=sheet.about(),
        clocks=clocks.all(),
        signals=_signals(events, reader),
        callbacks=sheet.callbacks(),
        facts=sheet.facts(),
        steps=Telling(reader, known, pages_by_step(events)).steps(events),
        forms=forms(about, reader, pack, filled) if reader.member.role.may_act else [],
    )


def seen_now(session: Session, concern: Concern) -> int:
    """How many events a page shows; its forms carry this number."""
    return len(queries.events_of(session, concern.id))


def _signals(events: Sequence[ConcernEvent], reader: Reader) -> list[Signal]:
    """Every signal, the latest first; the words only for whoever may read families."""
    return [_signal(event, reader) for event in events if event.kind == Kind.SIGNAL.value][::-1]


def _signal(event: ConcernEvent, reader: Reader) -> Signal:
    facts = event.facts
    source = reader.say(SOURCES[Source(facts["source"])])
    language = facts.get("language", "")
    spoken = reader.say(LANGUAGES[language]) if language in LANGUAGES else ""
    at = reader.moment(event.happened_at)
    by = (
        reader.say("%(source)s in %(spoken)s, %(moment)s", source=source, spoken=spoken, moment=at)
        if spoken
        else reader.say("%(source)s, %(moment)s", source=source, moment=at)
    )
    return Signal(
        words=(event.words or "") if reader.member.role.sees_families else "",
        lang=quote_lang(language),
        tone=TONES.get(Urgency(facts["level"]), ""),
        by=by,
    )
