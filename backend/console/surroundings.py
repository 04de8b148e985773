"""What every page shows of the rest: how much is open, and the days on which nobody would be on call."""

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.rota import gaps
from backend.console.chrome import Chrome
from backend.console.reader import Reader
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency


def chrome_of(session: Session, reader: Reader, pack: Pack, *, section: str, path: str) -> Chrome:
    """The frame of a page."""
    open_ones = queries.unresolved(session, site=reader.member.site)
    empty = gaps(pack, queries.rota_facts(session), since=reader.now)
    return Chrome(
        study=pack.study.registry.id,
        section=section,
        path=path,
        form_token=reader.form_token,
        open=len(open_ones),
        emergencies=sum(each.level == Urgency.EMERGENCY.value for each in open_ones),
        families=True,
        tasks=queries.count_to_do(session, reader.member.site, now=reader.now),
        gaps=len({moment.astimezone(reader.zone).date() for moment in empty}),
    )
