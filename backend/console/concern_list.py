"""The list of concerns: the open ones by urgency and clock, then closed ones to report; or all that ever were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import as_values
from backend.concerns.models import Concern, ConcernEvent, Kind, State
from backend.concerns.page import code_words
from backend.concerns.rota import on_call
from backend.concerns.standing import standing
from backend.console.about import DOT, age_and_sex, infusions, joined
from backend.console.concern_clocks import Clocks
from backend.console.concern_whys import whys
from backend.console.concern_words import level_tag, quote_lang, state_tag
from backend.console.next_page import next_page
from backend.console.people import People, people
from backend.console.reader import Reader
from backend.console.seen import ListPage, Row
from backend.errors import NotFoundError
from backend.families.queries import child_by_code
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

FAR = datetime.max.replace(tzinfo=UTC)
COUNTS = {
    Urgency.EMERGENCY.value: marked("%(count)s emergency"),
    Urgency.URGENT.value: marked("%(count)s same day"),
    Urgency.ROUTINE.value: marked("%(count)s routine"),
}


@dataclass(frozen=True)
class Lister:
    """What is needed to write rows for one reader."""

    session: Session
    pack: Pack
    reader: Reader
    people: People

    def row(self, concern: Concern, events: Sequence[ConcernEvent]) -> Row:
        """One concern."""
        stands = standing(as_values(events))
        due = next_page(self.session, events, stands, self.pack, now=self.reader.now)
        clocks = Clocks(concern, stands, due, self.pack, self.reader)
        shown = _told(events)
        open_ = concern.state != State.RESOLVED.value
        sees = self.reader.member.role.sees_families
        return Row(
            number=concern.number,
            code=code_words(self.session, concern, self.reader.language),
            called=self.reader.say("no. %(number)s", number=concern.number),
            level=level_tag(self.reader, concern.level),
            state=state_tag(self.reader, concern.state, self.people.name(concern.holder)),
            about=self._line(concern, self._about(concern) if sees and open_ else ""),
            words=(shown.words or "") if sees and shown else "",
            lang=quote_lang(shown.facts.get("language", "")) if shown else "",
            why=whys(self.reader, concern, stands, events, paging=due is not None),
            clock=clocks.first(),
            since=self.reader.moment(concern.opened_at),
            since_words=self.reader.say("Opened"),
            alarm=open_ and stands.level is Urgency.EMERGENCY and stands.state is State.OPEN,
            can_take=open_ and stands.state is State.OPEN and self.reader.member.role.may_act,
            seen=len(events),
            waits=stands.waits,
        )

    def _line(self, concern: Concern, about: str) -> str:
        last = self.reader.say("last sign at %(moment)s", moment=self.reader.moment(concern.last_signal_at))
        return DOT.join(part for part in (about, last) if part)

    def _about(self, concern: Concern) -> str:
        if concern.child_code is None:
            return (
                self.reader.say("it is not known which child")
                if concern.family_id
                else self.reader.say("unknown phone")
            )
        try:
            child = child_by_code(self.session, concern.child_code)
        except NotFoundError:
            return ""
        at = concern.last_signal_at
        since = infusions(self.session, child, self.pack, self.reader, at)
        return joined([age_and_sex(child, self.reader, at), *since[:1]], self.reader.language)


def list_page(session: Session, reader: Reader, pack: Pack, *, everything: bool) -> ListPage:
    """The list and the sentence that says where to begin."""
    site = reader.member.site
    concerns = (
        queries.all_concerns(session, site=site)[::-1] if everything else queries.unfinished(session, site=site)
    )
    events = queries.events_of_many(session, [concern.id for concern in concerns])
    lister = Lister(session, pack, reader, people(session, pack, reader))
    rows = [lister.row(concern, events[concern.id]) for concern in concerns]
    if not everything:
        rows.sort(key=_order)
    waiting = [row for row in rows if row.state.key == State.OPEN.value]
    open_ones = [each for each in concerns if each.state != State.RESOLVED.value]
    first = waiting[0] if waiting and not everything else None
    return ListPage(
        lead=_lead(reader, waiting=len(waiting), everything=everything, listed=len(open_ones)),
        first=first.number if first else None,
        first_words=reader.say("Begin with %(code)s", code=first.code) if first else "",
        counted=_counted(reader, concerns if everything else open_ones),
        rows=rows,
        on_call=[each.name.in_(reader.language) for each in on_call(pack, queries.rota_facts(session), reader.now)],
        all=everything,
    )


def _order(row: Row) -> tuple[bool, int, datetime]:
    """What is closed after all that is open."""
    closed = row.state.key == State.RESOLVED.value
    return closed, -Urgency(row.level.key).rank, row.clock.until if row.clock else FAR


def _lead(reader: Reader, *, waiting: int, everything: bool, listed: int) -> str:
    if everything:
        return reader.say("Every concern there ever was; nothing leaves this list.")
    if waiting == 1:
        return reader.say("1 concern waits for somebody.")
    if waiting:
        return reader.say("%(count)s concerns wait for somebody.", count=waiting)
    return reader.say("Every open concern is in somebody's hands.") if listed else reader.say("Nothing is open.")


def _counted(reader: Reader, concerns: Sequence[Concern]) -> str:
    parts = [
        reader.say(words, count=sum(concern.level == level for concern in concerns))
        for level, words in COUNTS.items()
        if any(concern.level == level for concern in concerns)
    ]
    return joined(parts, reader.language)


def _told(events: Sequence[ConcernEvent]) -> ConcernEvent | None:
    """The most urgent words, the latest of them."""
    said = [event for event in events if event.kind == Kind.SIGNAL.value and event.words]
    return max(said, key=lambda event: (Urgency(event.facts["level"]).rank, event.nth), default=None)
