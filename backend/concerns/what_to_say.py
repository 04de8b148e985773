"""Which answer a family gets to a worry: to every emergency one, else one unless what they were told still holds.

What is milder than an emergency of the same episode gets no advice of its own: what was said then still holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.concerns.append import as_values
from backend.concerns.happened import Happened, as_they_count
from backend.concerns.models import ConcernEvent, Kind, Source
from backend.protocol.concerns import ConcernRules
from backend.triage.understanding import Urgency

FIRST_ANSWER, SHORT_ANSWER = "safety-emergency", "safety-emergency-short"
NIGHT_ANSWER = "safety-urgent-night"
STILL_HOLDS = "safety-still-holds"
DEATH_ANSWER, PERHAPS_DEATH = "safety-death", "safety-perhaps-death"
GENTLE = frozenset({DEATH_ANSWER, PERHAPS_DEATH})
"""What is said where a child has died, or may have."""
ADVICE = frozenset({FIRST_ANSWER, SHORT_ANSWER, "safety-urgent", NIGHT_ANSWER, STILL_HOLDS})
"""What promises a call and says what to do for a child until then."""
CALL_OWED = "ack-call-owed"
"""Names the call that is owed, and advises nothing: no worry is answered by it."""
SETTLED = frozenset({Kind.PROMISE_MISSED, Kind.CALL_WAIVED, Kind.REOPENED})


@dataclass(frozen=True)
class Episode:
    """Whether an emergency was told of in it, and whether the family is owed a call."""

    emergency: bool = False
    owes_call: bool = False


CALM = Episode()


@dataclass(frozen=True)
class Told:
    """An answer that went to a phone: which kind, at which level, when.

    `settled`: the family was phoned since, or told that nobody did,
    or a person said why nobody phones, or all began anew.
    """

    mark: str
    kind: str
    level: str
    at: datetime
    settled: bool = False


def what_to_say(
    level: Urgency,
    told: Iterable[Told],
    mark: str,
    *,
    day: bool,
    rules: ConcernRules,
    now: datetime,
    episode: Episode = CALM,
    instead: str = "",
) -> str | None:
    """Which wording this phone gets; None if what it was told still holds.

    An emergency is answered every time, in a short form if the last answer is young. Whoever was told by day who
    phones is told once at night which signs mean hospital now.

    `instead` is the kind that the signs ask for in place of the first emergency answer. After a child's death it is
    said once at any level and hour, and no other; what doubts that it was one is not said any more after that.
    """
    heard = [each for each in told if each.mark == mark]
    if instead in GENTLE:
        said = any(each.kind in (instead, DEATH_ANSWER) and not each.settled for each in heard)
        return None if said or level.rank < Urgency.URGENT.rank else instead
    heard = _since_condolence(heard)
    mine = [each for each in heard if each.level == level.value]
    if level is Urgency.EMERGENCY:
        return _short_or_full(mine, instead, now - timedelta(minutes=rules.short_answer_minutes))
    if _is_milder(level, episode):
        return None if _still_holds(heard) else STILL_HOLDS
    holds = {each.kind for each in mine if not each.settled}
    if level is Urgency.NONE or (holds and (day or level is Urgency.ROUTINE or NIGHT_ANSWER in holds)):
        return None
    if level is Urgency.URGENT:
        return "safety-urgent" if day else NIGHT_ANSWER
    return "safety-routine"


def _since_condolence(heard: list[Told]) -> list[Told]:
    """What was advised before a condolence holds no longer after it: the next worry is of a child that lives."""
    last = max((place for place, each in enumerate(heard) if each.kind in GENTLE), default=-1)
    return heard[last + 1 :]


def _short_or_full(mine: Sequence[Told], instead: str, since: datetime) -> str:
    """The short form only repeats: what asks for other words (self-harm) gets them until they were said."""
    young = [each for each in mine if each.at > since]
    if not young or (instead and all(each.kind != instead for each in young)):
        return instead or FIRST_ANSWER
    return SHORT_ANSWER


def level_said(kind: str, level: Urgency) -> Urgency:
    """The level at which a wording speaks: that an emergency still holds promises a call, to mild words too."""
    return level.or_higher(Urgency.URGENT) if kind == STILL_HOLDS else level


def _is_milder(level: Urgency, episode: Episode) -> bool:
    """Whether it is less than an emergency of this episode. Mild words that nobody phones about are only read."""
    return episode.emergency and (level is Urgency.URGENT or (level is Urgency.ROUTINE and episode.owes_call))


def _still_holds(heard: Sequence[Told]) -> bool:
    """Whether this phone was told so since it was last told of an emergency."""
    since = next((each for each in reversed(heard) if each.kind == STILL_HOLDS or _is_alarm(each)), None)
    return since is not None and since.kind == STILL_HOLDS and not since.settled


def _is_alarm(each: Told) -> bool:
    return each.level == Urgency.EMERGENCY.value and each.kind not in GENTLE


def told(events: Sequence[ConcernEvent]) -> list[Told]:
    """The answers that went out, without those that are known not to have arrived."""
    counted = as_they_count(as_values(events))
    lost = {event.facts["reference"] for event in counted if event.facts.get("source") == Source.FAILED_SAFETY}
    last = max((place for place, event in enumerate(counted) if settles(event)), default=-1)
    settled = {event.nth for event in counted[: last + 1]}
    return [
        Told(
            row.facts.get("mark", ""),
            row.facts["kind"],
            row.facts.get("level", ""),
            row.happened_at,
            row.nth in settled,
        )
        for row in events
        if row.kind == Kind.ANSWERED.value
        and row.facts["kind"] != CALL_OWED
        and row.facts.get("messages", "") not in {"", *lost}
    ]


def settles(event: Happened) -> bool:
    """Whether a family that was told something before it is told anew: phoned, owned up to, not phoned, begun again.

    A lower level is no such thing: the call that was promised stands.
    """
    return event.kind in SETTLED or (event.kind is Kind.CALLED and event.facts.get("reached") == "yes")
