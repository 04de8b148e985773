"""Which version of an instrument families are asked now: in live mode an approved one, or none."""

from collections.abc import Mapping

from backend.errors import NotFoundError, NuanxinError
from backend.protocol.approvals import ApprovalState
from backend.protocol.instruments import Instrument, instrument_of
from backend.protocol.pack import Pack


class InstrumentUnapproved(NuanxinError):  # noqa: N818 - reads as what is wrong
    """Live mode may not ask this yet."""

    type = "instrument-unapproved"
    status_code = 409


def offered(pack: Pack, key: str, *, live: bool) -> Instrument:
    """The instrument to ask: as it stands, or in live mode as it was last approved.

    Raises NotFoundError; InstrumentUnapproved if live mode has no approved version.
    """
    instrument = pack.instruments.get(key)
    if instrument is None:
        raise NotFoundError(f"There is no instrument {key!r}. The pack has: {', '.join(sorted(pack.instruments))}.")
    if not live or pack.approvals.state(instrument) is ApprovalState.APPROVED:
        return instrument
    latest = pack.approvals.latest(instrument.kind)
    if latest is None:
        raise InstrumentUnapproved(f"{key} is a draft: `nuanxin pack approve {instrument.kind}` records an approval.")
    return instrument_of(latest.sources["instrument"])


def all_offered(pack: Pack, *, live: bool) -> Mapping[str, Instrument]:
    """Every instrument families may be asked now, by its key; in live mode those never approved are left out."""
    return {
        key: offered(pack, key, live=live)
        for key, instrument in pack.instruments.items()
        if not live or pack.approvals.latest(instrument.kind) is not None
    }
