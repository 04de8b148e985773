"""What a reader asks of the audit: whose chain, which acts, by whom, in which days; and where the last page ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session

from backend.audit.record import STUDY
from backend.console.people import People, people
from backend.console.reader import Reader
from backend.errors import NotFoundError
from backend.families import queries as families
from backend.families.audit_queries import Place, Wanted
from backend.protocol.pack import Pack
from backend.staff import queries as staff

FIELDS = ("family", "what", "who", "since", "until")


@dataclass(frozen=True)
class AuditAsked:
    """What an address asks for; `wrong` says what of it cannot be read."""

    wanted: Wanted
    fields: Mapping[str, str]
    after: Place | None = None
    wrong: str = ""


def read_audit_asked(session: Session, given: Mapping[str, str], reader: Reader, pack: Pack) -> AuditAsked:
    """The question of an address; a family of another site is not found, and nothing is shown then."""
    fields = {name: given.get(name, "").strip() for name in FIELDS}
    everybody = people(session, pack, reader)
    wrong, stream = "", fields["family"]
    if stream and stream != STUDY:
        try:
            stream = families.family_at(session, stream, reader.member.site).code
        except NotFoundError:
            wrong = reader.say("No family of this site has such a code.")
    since, until = _day(fields["since"]), _day(fields["until"])
    if (fields["since"] and since is None) or (fields["until"] and until is None):
        wrong = reader.say("A date is written as 2026-12-08.")
    return AuditAsked(
        Wanted(
            site=reader.member.site,
            hidden=_elsewhere(session, reader.member.site),
            stream=stream,
            what=fields["what"],
            who=_names(everybody, fields["who"]),
            since=_midnight(since, reader),
            until=_midnight(until + timedelta(days=1) if until else None, reader),
        ),
        {name: value for name, value in fields.items() if value},
        _place(given.get("after", "")),
        wrong,
    )


def _elsewhere(session: Session, site: str) -> list[str]:
    others = [member for member in staff.members(session) if member.site != site]
    return [name for member in others for name in (member.name, f"staff:{member.id}")]


def _names(everybody: People, typed: str) -> list[str]:
    """Whoever goes by what was typed: in the record, or on the page."""
    found = [key for key, name in everybody.names.items() if name == typed]
    return [typed, *found] if typed else []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date | None, reader: Reader) -> datetime | None:
    return datetime.combine(day, time(), reader.zone).astimezone(UTC) if day is not None else None


def _place(text: str) -> Place | None:
    try:
        at, seq, stream = text.split("/", 2)
        found = Place(datetime.fromisoformat(at), stream, int(seq))
    except ValueError:
        return None
    return found if found.at.tzinfo is not None else None
