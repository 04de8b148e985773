"""Whether every refusal can be told and heard: a wording for each kind, word classes and wishes that exist."""

from collections.abc import Iterator, Mapping

from backend.protocol.listen import patterns
from backend.protocol.pack import Pack
from backend.protocol.refusals import PREFIX
from backend.protocol.signs import CLASS
from backend.protocol.source import Problem, Source
from backend.protocol.wording import MessageClass

FILE = "assistant/refusals.yaml"


def lint_refusals(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """What would leave a refusal without words, or never heard, with file and line."""
    source, refusals = sources[FILE], pack.refusals
    for kind in refusals.wordings:
        wording = pack.wordings.get(kind)
        if wording is None:
            yield source.problem(["kinds"], f"the pack needs the wording sms/{kind}.yaml")
        elif wording.message_class is not MessageClass.REPLY:
            yield sources[f"sms/{kind}.yaml"].problem(["class"], f"{kind}: its class must be reply")
    for kind in sorted(set(pack.wordings) - set(refusals.wordings)):
        if kind.startswith(PREFIX):
            yield sources[f"sms/{kind}.yaml"].problem(["kind"], f"{kind}: no kind of {FILE} is told with it")
    yield from _unheard(pack, source)


def _unheard(pack: Pack, source: Source) -> Iterator[Problem]:
    """Wishes and word classes that nobody listed."""
    wishes = {*pack.listening.intents.intents, *pack.listening.intents.whole}
    for name, refusal in pack.refusals.kinds.items():
        for intent in sorted(set(refusal.intents) - wishes):
            yield source.problem(["kinds", name, "intents"], f"{name}: no phrases are listed for the wish {intent!r}")
    for section in ("kinds", "personal"):
        for place, pattern in patterns(source.data.get(section, {}), [section]):
            for each in CLASS.findall(pattern):
                if each not in pack.refusals.words:
                    yield source.problem(place, f"{pattern}: there is no word class {{{each}}}")
