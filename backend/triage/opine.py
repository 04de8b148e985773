"""Asking the model what it holds of a text, as little as is needed: what is plainly denied it does not see."""

from collections.abc import Iterable, Iterator, Sequence

from backend.triage.features import READ_AT_MOST, Embedder, buckets
from backend.triage.model import Model, Opinion
from backend.triage.plain import STOP, Plain, plain
from backend.triage.understand import Context
from backend.triage.understanding import Intent, SignFound, Understanding, Urgency

ORDINARY = -0.2
"""Where the rules found nothing and the letters alone say less than this for urgent, meanings are not asked."""
HINT = 0.08
"""Where the letters alone say this for a wish, meanings are asked."""
WISHED = (Intent.OPT_OUT, Intent.WITHDRAW_STUDY, Intent.ALLOCATION_QUESTION, Intent.TALK_TO_PERSON)
HEAD, TAIL = 50, 100
"""Bytes of a long text that are read for meaning: about 45 tokens."""
SENTENCES = 2
"""Of how many sentences with ambiguous signs the model is asked beside the whole: each takes its time."""


def opine(
    text: str, understood: Understanding, context: Context, model: Model, embed: Embedder | None
) -> Opinion | None:
    """What the model holds of what it may see of the text, or None of nothing."""
    hidden = [each for each in understood.discounted if each.negated or not looks_again(understood)]
    visible = hiding(plain(text, context.rules.slips.mend), hidden)
    if not visible.strip():
        return None
    quick = model.by_letters(visible)
    if embed is None or _is_settled(understood, quick):
        return quick
    return _hold(visible, model, embed)


def opine_on_sentences(
    text: str, understood: Understanding, context: Context, model: Model, embed: Embedder
) -> Sequence[Opinion]:
    """What the model holds of each sentence with an ambiguous sign, read for itself."""
    held = dict.fromkeys(_sentences(plain(text, context.rules.slips.mend), understood.signs))
    return tuple(_hold(each, model, embed) for each in list(held)[:SENTENCES])


def hiding(text: Plain, discounted: Iterable[SignFound]) -> str:
    """The text without what does not count: words that are denied, sentences about another time or person."""
    hidden: set[int] = set()
    for sign in discounted:
        start = text.text.find(sign.words)
        if start < 0:
            return ""
        end = start + len(sign.words)
        if not sign.negated:
            start, end = text.since(start, STOP), text.until(end - 1, STOP)
        hidden.update(range(start, end))
    return "".join(char for place, char in enumerate(text.text) if place not in hidden)[:READ_AT_MOST]


def gist(text: str) -> str:
    """The beginning and the end of a long text: meaning takes time by the letter, and ends say most."""
    content = text.encode()
    if len(content) <= HEAD + TAIL:
        return text
    return content[:HEAD].decode(errors="ignore") + content[-TAIL:].decode(errors="ignore")


def _hold(visible: str, model: Model, embed: Embedder) -> Opinion:
    return model.of(buckets(visible), embed(gist(visible)))


def _sentences(text: Plain, signs: Sequence[SignFound]) -> Iterator[str]:
    """Each sentence of the text that holds one of the ambiguous signs, where it is not the whole text."""
    for sign in signs:
        start = text.text.find(sign.words)
        if not sign.ambiguous or start < 0:
            continue
        since, until = text.since(start, STOP), text.until(start + len(sign.words) - 1, STOP)
        if until - since < len(text.text):
            yield text.text[since:until][:READ_AT_MOST]


def looks_again(understood: Understanding) -> bool:
    """Whether the rules found nothing so grave that the model need not doubt what they left out."""
    return understood.urgency.rank < Urgency.URGENT.rank


def _is_settled(understood: Understanding, quick: Opinion) -> bool:
    """Whether meanings need not be asked: nothing can be raised, or nothing speaks for it."""
    if understood.floor is not understood.urgency:
        return False
    if understood.urgency is Urgency.EMERGENCY:
        return True
    if understood.urgency is not Urgency.NONE or quick.speaks_for(Urgency.URGENT) >= ORDINARY:
        return False
    return all(quick.scores[intent.value] < HINT for intent in WISHED)
