"""The page that says whether the chains of the audit hold: of one family, or of all of a site and the study's own."""

from collections.abc import Sequence

from sqlmodel import Session

from backend.audit.record import STUDY
from backend.audit.verify_all import checked
from backend.console.audit_page import PATH
from backend.console.audit_seen import Checked, CheckPage
from backend.console.audit_words import fault_words
from backend.console.reader import Reader
from backend.families.audit_queries import codes_after

AT_ONCE = 300


def check_page(session: Session, reader: Reader, *, stream: str, after: str) -> CheckPage:
    """What checking finds now. A site is checked in portions; `after` is the last family of the one before."""
    codes = [stream] if stream else codes_after(session, reader.member.site, after, limit=AT_ONCE + 1)
    streams = codes[:AT_ONCE] if stream or after else [STUDY, *codes[:AT_ONCE]]
    found = [_checked(session, each, reader) for each in streams]
    broken = [each for each in found if each.faults]
    return CheckPage(
        lead=_lead(found, broken, reader),
        broken=broken,
        kept=[each for each in found if not each.faults],
        next=f"{PATH}/check?after={streams[-1]}" if len(codes) > AT_ONCE else "",
        back=f"{PATH}?family={stream}" if stream else PATH,
    )


def _checked(session: Session, stream: str, reader: Reader) -> Checked:
    chain = checked(session, stream)
    return Checked(stream, chain.entries, [fault_words(each, reader) for each in chain.problems])


def _lead(found: Sequence[Checked], broken: Sequence[Checked], reader: Reader) -> str:
    entries = sum(each.entries for each in found)
    if broken and len(found) == 1:
        return reader.say("The chain is broken.")
    if broken:
        return reader.say("%(broken)s of %(chains)s chains are broken.", broken=len(broken), chains=len(found))
    if len(found) == 1:
        return reader.say("The chain is kept: %(entries)s entries, none changed, none missing.", entries=entries)
    return reader.say(
        "All %(chains)s chains are kept: %(entries)s entries, none changed, none missing.",
        chains=len(found),
        entries=entries,
    )
