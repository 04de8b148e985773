"""Which instruments families get, and in which version; every version that was ever given out is kept."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from backend.diary import queries
from backend.diary.models import InstrumentVersion
from backend.outbox.lock_queries import serialise
from backend.protocol.approvals import ApprovalState
from backend.protocol.instruments import Instrument, instrument_of
from backend.protocol.pack import Pack
from backend.protocol.wording import version_of

SOURCE = "instrument"


def offered(pack: Pack, *, live: bool) -> dict[str, Instrument]:
    """By key. In live mode those that were approved, as approved last; else all of the pack as they stand."""
    found = {key: _approved(each, pack) if live else each for key, each in pack.instruments.items()}
    return {key: each for key, each in found.items() if each is not None}


def _approved(instrument: Instrument, pack: Pack) -> Instrument | None:
    if pack.approvals.state(instrument) is ApprovalState.APPROVED:
        return instrument
    latest = pack.approvals.latest(instrument.kind)
    return instrument_of(latest.sources[SOURCE]) if latest is not None else None


def plan_version(instruments: Mapping[str, Instrument], pack: Pack, on: date) -> str:
    """The name of everything in the pack that windows follow from, as it is in force on a day."""
    versions = {key: each.version for key, each in instruments.items()}
    return version_of({**versions, "schedule": pack.schedule_on(on).version})


def keep_versions(session: Session, instruments: Mapping[str, Instrument], *, now: datetime) -> None:
    """Keep each instrument as it stands, if it is not kept already."""
    wanted = {(key, each.version) for key, each in instruments.items()}
    if wanted <= queries.kept_versions(session):
        return
    serialise(session, ["instrument-versions"])
    for key, version in sorted(wanted - queries.kept_versions(session)):
        source = instruments[key].sources[SOURCE]
        session.add(InstrumentVersion(key=key, version=version, source=source, kept_at=now))
    session.flush()


def form_of(session: Session, instruments: Mapping[str, Instrument], key: str, version: str) -> Instrument | None:
    """The instrument in the version it was given out in (empty: as it stands); None if it never was."""
    current = instruments.get(key)
    if current is not None and version in ("", current.version):
        return current
    kept = queries.instrument_version(session, key, version)
    return instrument_of(kept.source) if kept is not None else None
