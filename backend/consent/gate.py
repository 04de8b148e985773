"""Whether a child's consent stands; nothing of the study is sent without it, safety apart."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.consent import queries
from backend.consent.models import ConsentFact, ConsentKind


@dataclass(frozen=True)
class ConsentState:
    """Whether consent stands. `since` is when it began without a break; version and reference are the latest."""

    active: bool
    version: str | None = None
    reference: str | None = None
    since: datetime | None = None
    withdrawn_at: datetime | None = None


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
        if fact.kind is ConsentKind.WITHDRAWN:
            state = ConsentState(
                active=False,
                version=state.version,
                reference=state.reference,
                since=state.since,
                withdrawn_at=fact.happened_at,
            )
            continue
        since = state.since if state.active else fact.happened_at
        state = ConsentState(active=True, version=fact.version, reference=fact.reference, since=since)
    return state
