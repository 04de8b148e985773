"""Settling what only ambiguous phrases say: a second reader is asked whether they are meant.

By the rules alone such a sign is routine. The model may raise it to what the sign is in full, and does so unless it
takes the text, and each sentence that holds the sign, for a harmless one. Where no model is heard it counts in full.
"""

from collections.abc import Sequence
from dataclasses import replace

from backend.triage.model import Opinion
from backend.triage.understand import said_of
from backend.triage.understanding import SignFound, Understanding, Urgency

HARMLESS = {Urgency.EMERGENCY: -0.4, Urgency.URGENT: -0.6}
"""Below this a text is taken for harmless: chosen on writers that the model had not seen, so that of a thousand
emergencies none more is read as routine, and of those that are called emergencies and are none, a third fewer are.
"""


def settle(understood: Understanding, opinions: Sequence[Opinion]) -> Understanding:
    """The same with no ambiguous sign left: in full, or as high as any of the opinions lets it be."""
    if not opinions or understood.floor is understood.urgency:
        return understood
    level = _level(understood, opinions)
    signs = sorted((_settled(sign, level) for sign in understood.signs), key=lambda sign: -sign.level.rank)
    reason = understood.reason
    if level is not understood.urgency:
        reason = f"a model takes it for harmless, so {level.value}: {'; '.join(map(said_of, understood.signs))}"
    return replace(understood, urgency=level, signs=tuple(signs), rule=signs[0].key, reason=reason)


def _level(understood: Understanding, opinions: Sequence[Opinion]) -> Urgency:
    for level, harmless in HARMLESS.items():
        if level.rank <= understood.urgency.rank and any(each.speaks_for(level) >= harmless for each in opinions):
            return level.or_higher(understood.floor)
    return understood.floor


def _settled(sign: SignFound, level: Urgency) -> SignFound:
    """A sign in an ambiguous phrase that is no more than routine after all starts no clock and wakes nobody."""
    if not sign.ambiguous:
        return sign
    held = min(sign.level, level, key=lambda each: each.rank)
    paged = held.rank >= Urgency.URGENT.rank
    return replace(sign, level=held, night=sign.night and paged, sae=sign.sae and paged, ambiguous=False)
