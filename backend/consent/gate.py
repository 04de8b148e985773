"""Whether a child's consent stands; nothing of the study is sent without it, safety apart."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from backend.consent import queries
from backend.consent.models import ENDS, ConsentFact, ConsentKind


@dataclass(frozen=True)
class ConsentState:
    """Whether consent stands. `since` is when it began without a break; version and reference are the latest."""

    active: bool
    version: str | None = None
    reference: str | None = None
    since: datetime | None = None
    withdrawn_at: datetime | None = None
    died_at: datetime | None = None

    @property
    def ended_at(self) -> datetime | None:
        """Since when the child takes part no more, if it ever did."""
        return self.died_at or self.withdrawn_at

    @property
    def why_ended(self) -> str:
        """Whether it died or was withdrawn; empty while neither is on record."""
        if self.died_at is not None:
            return ConsentKind.DIED.value
        return ConsentKind.WITHDRAWN.value if self.withdrawn_at is not None else ""


NEVER = ConsentState(active=False)


def consent_state(
    session: Session, child_ids: Collection[str], *, as_of: datetime | None, known_at: datetime | None = None
) -> Mapping[str, ConsentState]:
    """How consent stood at `as_of` (None: after all that is recorded), by what was known at `known_at`."""
    by_child: dict[str, list[ConsentFact]] = {child_id: [] for child_id in child_ids}
    for fact in queries.facts(session, child_ids, as_of=as_of, known_at=known_at):
        by_child[fact.child_id].append(fact)
    return {child_id: _folded(facts) for child_id, facts in by_child.items()}


def _folded(facts: Iterable[ConsentFact]) -> ConsentState:
    state = NEVER
    for fact in facts:
        if fact.kind in ENDS:
            died = fact.kind is ConsentKind.DIED
            ended = replace(state, active=False, withdrawn_at=None if died else fact.happened_at)
            state = replace(ended, died_at=fact.happened_at if died else None)
            continue
        since = state.since if state.active else fact.happened_at
        state = ConsentState(active=True, version=fact.version, reference=fact.reference, since=since)
    return state
