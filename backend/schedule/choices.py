"""The digits under a text: what each means, and how it is said when several visits share one text. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.languages import Language
from backend.protocol.pack import Pack
from backend.protocol.routes import Route
from backend.schedule.happen import about
from backend.schedule.household import Item
from backend.schedule.ladder import MISSED

CONFIRM, MOVE, CALL = "confirm", "move", "call"


@dataclass(frozen=True)
class Choices:
    """Digits by meaning (`["confirm", "child/visit@appointment", …]`), and the words that offer them."""

    options: dict[str, list[str]] = field(default_factory=dict)
    words: str = ""


def choices_for(items: Sequence[Item], route: Route, pack: Pack, language: Language, *, live: bool) -> Choices:
    """What a parent may answer: nothing on a one-way route, or where no item asks. Raises WordingUnapproved."""
    asking = [item for item in items if item.asks]
    if not route.can_reply or not asking:
        return Choices()
    if len(items) == 1:
        return Choices(_alone(items[0]))
    return _together(items, asking, pack, language, live=live)


def _mark(item: Item) -> str:
    return about(item.child.id, item.step.visit, item.appointment_at)


def _alone(item: Item) -> dict[str, list[str]]:
    options = {"2": [MOVE, _mark(item)], "3": [CALL]}
    return options if item.step.rule == MISSED else {"1": [CONFIRM, _mark(item)], **options}


def _together(
    items: Sequence[Item], asking: Sequence[Item], pack: Pack, language: Language, *, live: bool
) -> Choices:
    def said(name: str) -> str:
        return pack.fragment(name, language=language, live=live)

    confirmable = [item for item in asking if item.step.rule != MISSED]
    options: dict[str, list[str]] = {}
    words = []
    if confirmable:
        options["1"] = [CONFIRM, *(_mark(item) for item in confirmable)]
        words.append(said("all-come"))
    for item in asking:
        digit = str(len(options) + 1 if "1" in options else len(options) + 2)
        options[digit] = [MOVE, _mark(item)]
        place = items.index(item) + 1
        words.append(said("change").replace("{n}", str(place)).replace("{digit}", digit))
    digit = str(len(options) + 1 if "1" in options else len(options) + 2)
    options[digit] = [CALL]
    words.append(said("call").replace("{digit}", digit))
    joiner = ", " if language is Language.EN else "，"
    return Choices(options, joiner.join(words))
