"""The parts of what the pack says, and the size of a text, in words."""

import re

from backend.console.reader import Reader
from backend.languages import marked
from backend.protocol.documents import ABOUT
from backend.protocol.measure import Size
from backend.protocol.pack import Pack

PLACES = {
    "texts.two-way": marked("Where a family can reply"),
    "texts.one-way": marked("Where a family cannot reply"),
    "line": marked("As a line of a joint text"),
    "title": marked("Title"),
    "short": marked("In short"),
    "long": marked("In full"),
    ABOUT: marked("For whom"),
}
SECTION = re.compile(r"sections\.(\d+)\.(heading|picture|text)")
SECTIONS = {
    "heading": marked("Section %(number)s: heading"),
    "picture": marked("Section %(number)s: what is drawn"),
    "text": marked("Section %(number)s"),
}


def place_words(place: str, reader: Reader) -> str:
    """Where in the whole a piece stands; what has no words of its own is called as its file calls it."""
    section = SECTION.fullmatch(place)
    if section is not None:
        return reader.say(SECTIONS[section.group(2)], number=int(section.group(1)) + 1)
    if place.startswith("fragments."):
        return reader.say("Piece of a joint text: %(name)s", name=place.removeprefix("fragments."))
    return reader.say(PLACES[place]) if place in PLACES else place


def size_words(size: Size, pack: Pack, reader: Reader) -> str:
    """How long a text gets, in which encoding, and what it then costs by route."""
    found = size.segments
    words = reader.say(
        "%(encoding)s, %(units)s units, segments: %(parts)s",
        encoding=found.encoding.value,
        units=found.units,
        parts=found.parts,
    )
    if size.own_words:
        words = reader.say("with a name in Chinese: %(size)s", size=words)
    currencies = {route.key: route.currency for route in pack.study.routes}
    costs = [f"{route} {cost.normalize():f} {currencies[route]}" for route, cost in size.cost(pack).items()]
    return " · ".join([words, *costs])
