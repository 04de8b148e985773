"""Signs from several places put together: one of each, the most pressing first, and those that only others make."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from backend.protocol.signs import Sign
from backend.triage.find import LEVELS
from backend.triage.understanding import SignFound, Time


def sign_found(sign: Sign, words: str) -> SignFound:
    """A sign of the child's, there now, in these words."""
    return SignFound(sign.key, LEVELS[sign.level], words, night=sign.night, sae=sign.sae, answer=sign.answer)


def strongest(signs: Iterable[SignFound]) -> tuple[SignFound, ...]:
    """One of each key, the highest level first."""
    best: dict[str, SignFound] = {}
    for sign in signs:
        held = best.get(sign.key)
        if held is None or sign.level.rank > held.level.rank:
            best[sign.key] = sign
    return tuple(sorted(best.values(), key=lambda sign: -sign.level.rank))


def together(signs: Sequence[SignFound], known: Mapping[str, Sign]) -> Iterator[SignFound]:
    """Signs that only others make: hives, and vomiting."""
    there = {sign.key for sign in signs if sign.time is Time.NOW}
    for sign in known.values():
        for parts in sign.all_of:
            if there.issuperset(parts):
                words = " + ".join(each.words for each in signs if each.key in parts)
                yield sign_found(sign, words)
