"""BridgeServer2's published figure beside ours, for whoever compares studies; why the two differ.

Its definition: trunc(100 × completed ÷ (unstarted, started, completed, abandoned, expired, declined)), and 100 where
nothing was offered. Source: Sage-Bionetworks/BridgeServer2, AdherenceUtils.java and SessionCompletionState.java.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.adherence.queries import offered_and_completed
from backend.adherence.scope import Kind, Scope
from backend.languages import marked

DIFFERENCES = (
    marked("It counts whatever came, late or told by phone too; ours counts what came on time."),
    marked("It divides by everything offered, so that it dips each time something opens; ours by what has closed."),
    marked("It excuses nothing; ours leaves out what was excused, with the reason."),
    marked("It says 100 where nothing was offered; ours says nothing."),
    marked(
        "It works in whole days and drops what came before a date was corrected; here both are counted to the minute."
    ),
)


@dataclass(frozen=True)
class Bridge:
    """What its definition gives, in whole percent, rounded down as it does."""

    completed: int
    offered: int

    @property
    def percent(self) -> int:
        """The figure."""
        return 100 * self.completed // self.offered if self.offered else 100


def bridge(session: Session, kind: Kind, scope: Scope, *, as_of: datetime) -> Bridge:
    """The figure by its definition, over the same windows as ours."""
    offered, completed = offered_and_completed(session, kind, scope, as_of=as_of)
    return Bridge(completed, offered)
