"""Reading what a study listens for from `triage/`: signs by level, word classes, markers, thresholds, wishes.

Every wrong name is told with file and line, all at once.
"""

from collections.abc import Callable, Iterator, Mapping

from backend.protocol.signs import CLASS, Intents, Listening, Markers, SignFile, Thresholds, Topics, Words
from backend.protocol.source import PackInvalid, Problem, Source, parse

LEVEL_FILES = ("emergency", "urgent", "routine")
Read = Callable[[str], Source]
Place = list[str | int]


def read_listening(read: Read) -> Listening:
    """The lists of the pack whose files `read` gives by name. Raises PackInvalid with everything that is wrong."""
    names = ("words", *LEVEL_FILES, "markers", "thresholds", "intents", "topics")
    sources = {name: read(f"triage/{name}.yaml") for name in names}
    words = parse(Words, sources["words"])
    files = {name: parse(SignFile, sources[name]) for name in LEVEL_FILES}
    intents, topics = parse(Intents, sources["intents"]), parse(Topics, sources["topics"])
    own = (words.words, intents.words, topics.words, *(each.words for each in files.values()))
    classes = {name: phrases for each in own for name, phrases in each.items()}
    listening = Listening(
        words=Words(words=classes, slips=words.slips),
        signs=tuple(sign for each in files.values() for sign in each.signs),
        markers=parse(Markers, sources["markers"]),
        thresholds=parse(Thresholds, sources["thresholds"]),
        intents=intents,
        topics=topics,
    )
    problems = [*_doubled(sources), *_unknown_classes(listening, sources), *_unknown_signs(listening, sources)]
    if problems:
        raise PackInvalid(problems)
    return listening


def _doubled(sources: Mapping[str, Source]) -> Iterator[Problem]:
    """A class or a sign that is there twice would hide one of the two."""
    classes: dict[str, str] = {}
    signs: dict[str, str] = {}
    for source in sources.values():
        for name in source.data.get("words") or {}:
            if name in classes:
                yield source.problem(["words", name], f"the class {name!r} is in {classes[name]} too")
            classes[name] = source.name
        for index, sign in enumerate(source.data.get("signs") or ()):
            if sign["key"] in signs:
                yield source.problem(
                    ["signs", index, "key"], f"the sign {sign['key']!r} is in {signs[sign['key']]} too"
                )
            signs[sign["key"]] = source.name


def _unknown_classes(listening: Listening, sources: Mapping[str, Source]) -> Iterator[Problem]:
    for source in sources.values():
        for place, pattern in patterns(source.data, []):
            for name in CLASS.findall(pattern):
                if name not in listening.words.words:
                    yield source.problem(place, f"{pattern}: there is no word class {{{name}}}")


def patterns(data: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Every text of a file in which a brace stands, with its place; only patterns hold braces."""
    pairs = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        if not isinstance(value, str):
            yield from patterns(value, [*place, key])
        elif "{" in value:
            yield [*place, key], value


def _unknown_signs(listening: Listening, sources: Mapping[str, Source]) -> Iterator[Problem]:
    known = {sign.key for sign in listening.signs}
    for index, threshold in enumerate(listening.thresholds.thresholds):
        if threshold.sign not in known:
            place: Place = ["thresholds", index, "sign"]
            yield sources["thresholds"].problem(place, f"there is no sign {threshold.sign!r}")
    for name in LEVEL_FILES:
        for index, sign in enumerate(sources[name].data["signs"]):
            for parts in sign.get("all_of", ()):
                for missing in sorted(set(parts) - known):
                    yield sources[name].problem(["signs", index, "all_of"], f"there is no sign {missing!r}")
