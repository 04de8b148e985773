"""Asking the model after the rules: it may raise a level or add an intent, and takes nothing back.

What the rules plainly denied the model does not see. What they hold to be of somebody else, long ago or only supposed
it sees where they found nothing worse, and then more must speak: the rules may be mistaken in that.
In a text of several sentences it is asked about the gravest alone, too.
"""

from dataclasses import replace
from functools import reduce

from backend.triage.features import Embedder, buckets
from backend.triage.model import Model, Opinion, meaning, shipped
from backend.triage.phrase import units
from backend.triage.plain import Plain, plain
from backend.triage.understand import Context
from backend.triage.understanding import Intent, Understanding, Urgency
from backend.triage.visible import ALONE, WHOLE, gist, hiding, sentences

ORDINARY = -0.2
"""Where the rules found nothing and the letters alone say less than this for urgent, meanings are not asked."""
BARS = {
    Urgency.NONE: {Urgency.EMERGENCY: 0.5, Urgency.URGENT: 0.38},
    Urgency.ROUTINE: {Urgency.EMERGENCY: 0.5, Urgency.URGENT: 0.65},
    Urgency.URGENT: {Urgency.EMERGENCY: 0.25},
    Urgency.EMERGENCY: {},
}
"""By the level that the rules found: what must speak for a higher one. Chosen on writers that the model had not seen,
and, where the rules found nothing, on ordinary texts, so that the targets of `make score` hold.
"""
KNOWN, STRANGE = 0.3, 3.0
"""Where the rules found nothing and the labelled messages lie farther off than this, so much of the difference is
taken from a level: what is like nothing known seems to mean something all the same.
"""
DISCOUNTED = 0.4
"""What must at least speak for a higher level where the rules found a sign that they did not count."""
SPILT = 0.65
"""What must speak for urgent where the lists hear no more than a sample gone wrong: a person reads that anyway."""
WISHES = {
    Intent.OPT_OUT: 0.8,
    Intent.WITHDRAW_STUDY: 0.5,
    Intent.ALLOCATION_QUESTION: 0.45,
    Intent.TALK_TO_PERSON: 0.65,
}
"""What must speak for a wish that the rules did not find: a person reads it, nothing is done by itself."""
HINT = 0.08
"""Where the letters alone say this for a wish, meanings are asked."""
SHORTEST = 8
"""Words or characters of the shortest sentence that is asked about alone: a shorter one may mean anything."""
ALONE_MORE = 0.1
"""How much more must speak for an emergency in a sentence alone: what stands beside it is not heard there."""
DOUBT = 0.2
"""From here up to its bar, what may be urgent is a matter for a person."""


def reconsider(
    text: str,
    understood: Understanding,
    context: Context,
    model: Model | None = None,
    *,
    embed: Embedder | None = None,
) -> Understanding:
    """The same understanding, or one with a higher level or more intents, and the reason.

    Asks the model that ships, and its embeddings, unless others are given.
    """
    model = model or shipped()
    if model is None:
        return understood
    shown = plain(text, context.rules.slips.mend)
    opinions = opine(shown, understood, model, embed or meaning())
    read = [decide(understood, each, model.version, alone=place > 0) for place, each in enumerate(opinions)]
    return reduce(_graver, read) if read else understood


def opine(shown: Plain, understood: Understanding, model: Model, embed: Embedder | None) -> tuple[Opinion, ...]:
    """What the model holds of what it may see of the text, and of its gravest sentence alone; () of nothing."""
    hidden = [each for each in understood.discounted if each.negated or not _looks_again(understood)]
    visible = hiding(shown, hidden)
    if not visible.strip():
        return ()
    whole = _opinion(visible, model.by_letters(visible), understood, model, embed)
    quick = {each: model.by_letters(each) for each in sentences(shown, hidden) if units(each) >= SHORTEST}
    gravest = max(quick, key=lambda each: _gravity(quick[each]), default=None)
    if gravest is None:
        return (whole,)
    return (whole, _opinion(gravest, quick[gravest], understood, model, embed, most=ALONE))


def _opinion(
    visible: str,
    quick: Opinion,
    understood: Understanding,
    model: Model,
    embed: Embedder | None,
    *,
    most: int = WHOLE,
) -> Opinion:
    if embed is None or _is_settled(understood, quick):
        return quick
    opinion = model.of(buckets(visible), embed(gist(visible, most)))
    return _calmed(opinion) if understood.urgency is Urgency.NONE else opinion


def _calmed(opinion: Opinion) -> Opinion:
    strange = STRANGE * max(0.0, KNOWN - opinion.known)
    return replace(opinion, scores={**opinion.scores, Urgency.NONE: opinion.scores[Urgency.NONE] + strange})


def _gravity(opinion: Opinion) -> float:
    return opinion.speaks_for(Urgency.EMERGENCY) + opinion.speaks_for(Urgency.URGENT)


def _graver(whole: Understanding, alone: Understanding) -> Understanding:
    """What is read of the whole, or what one sentence says alone where that is graver."""
    if alone.urgency.rank <= whole.urgency.rank:
        return whole
    wanted = {*whole.intents, *alone.intents} - {Intent.OTHER}
    return replace(alone, intents=tuple(intent for intent in Intent if intent in wanted))


def decide(understood: Understanding, opinion: Opinion, version: str, *, alone: bool = False) -> Understanding:
    """Raises what the opinion speaks for clearly enough; marks what neither rules nor model can tell.

    `alone`: the opinion is of one sentence of several.
    """
    level = _level(understood, opinion, more=ALONE_MORE if alone else 0)
    intents = _intents(understood, opinion, raised=level is not understood.urgency)
    changed = replace(understood, intents=intents, unsure=understood.unsure or _is_doubtful(level, intents, opinion))
    if level is understood.urgency:
        return changed
    said = f"a model raised this from {understood.urgency.value} to {level.value}"
    near = f": nearest known message meaning {opinion.nearest!r}" if opinion.nearest else ""
    reason = f"{said}{near} ({understood.reason})"
    return replace(changed, urgency=level, rule=f"model {version}", reason=reason)


def _level(understood: Understanding, opinion: Opinion, *, more: float) -> Urgency:
    for higher, bar in BARS[understood.urgency].items():
        least = max(bar, _at_least(understood, higher))
        if _said(opinion, higher) >= least + (more if higher is Urgency.EMERGENCY else 0):
            return higher
    return understood.urgency


def _said(opinion: Opinion, level: Urgency) -> float:
    """What speaks for an emergency speaks for urgent at least as much."""
    return max(opinion.speaks_for(each) for each in Urgency if each.rank >= level.rank)


def _looks_again(understood: Understanding) -> bool:
    return understood.urgency.rank < Urgency.URGENT.rank


def _at_least(understood: Understanding, higher: Urgency) -> float:
    """What must speak beside the bar where the rules have a reason for a low level."""
    discounted = _looks_again(understood) and any(not sign.negated for sign in understood.discounted)
    spilt = understood.urgency is Urgency.NONE and understood.intents == (Intent.SAMPLE_PROBLEM,)
    return max(DISCOUNTED if discounted else -1, SPILT if spilt and higher is Urgency.URGENT else -1)


def _intents(understood: Understanding, opinion: Opinion, *, raised: bool) -> tuple[Intent, ...]:
    added = {intent for intent, bar in WISHES.items() if opinion.scores[intent.value] >= bar}
    if Intent.QUESTION in understood.intents:
        added.discard(Intent.OPT_OUT)  # who asks how texts are stopped has not stopped them
    if raised:
        added.add(max(Intent.SYMPTOM_REPORT, Intent.DISTRESS, key=lambda intent: opinion.scores[intent.value]))
    wanted = added.union(understood.intents)
    if len(wanted) > 1:
        wanted.discard(Intent.OTHER)
    return tuple(intent for intent in Intent if intent in wanted)


def _is_settled(understood: Understanding, quick: Opinion) -> bool:
    """Whether meanings need not be asked: nothing can be raised, or nothing speaks for it."""
    if understood.urgency is Urgency.EMERGENCY:
        return True
    if understood.urgency is not Urgency.NONE or quick.speaks_for(Urgency.URGENT) >= ORDINARY:
        return False
    return all(quick.scores[intent.value] < HINT for intent in WISHES)


def _is_doubtful(level: Urgency, intents: tuple[Intent, ...], opinion: Opinion) -> bool:
    if level is Urgency.NONE and opinion.speaks_for(Urgency.URGENT) >= DOUBT:
        return True
    return intents == (Intent.OTHER,) and level is Urgency.NONE and opinion.scores[Intent.OTHER.value] < DOUBT
