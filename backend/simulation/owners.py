"""Names for the page of phones: the invented families by their children, and the people on call."""

from collections.abc import Iterable, Mapping

from backend.emulator.owners import Owner
from backend.languages import Language
from backend.protocol.pack import Pack

MOST_ADULTS = 3
TAKES_UP = ("A",)


def owners(rows: Iterable[Mapping[str, str]], pack: Pack) -> dict[str, Owner]:
    """By phone number, whose it is: of the rows of an enrolment file and of the pack's rota."""
    children: dict[str, list[str]] = {}
    adults: dict[str, tuple[str, str]] = {}
    for row in rows:
        for nth in range(1, MOST_ADULTS + 1):
            number = row.get(f"caregiver{nth}_phone")
            if number:
                children.setdefault(number, []).append(row["child_called"])
                adults[number] = row[f"caregiver{nth}_called"], row[f"caregiver{nth}_relation"]
    found = {number: _of_family(names, *adults[number]) for number, names in children.items()}
    for person in pack.study.contact.people:
        names = {language: person.name.in_(language) for language in Language}
        found[person.phone] = Owner(names, TAKES_UP)
    return found


def _of_family(children: list[str], called: str, relation: str) -> Owner:
    zh = f"{'、'.join(children)}的{called}"
    return Owner({Language.ZH_HANS: zh, Language.ZH_HANT: zh, Language.EN: f"{relation} of {', '.join(children)}"})
