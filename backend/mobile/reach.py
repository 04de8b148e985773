"""How a family reaches a person: the study's phone, and the emergency number of where they are."""

from dataclasses import dataclass

from backend.families.models import Family, Place
from backend.mobile.door_shapes import Emergency
from backend.protocol.pack import Pack


@dataclass(frozen=True)
class Reach:
    """`study_phone` is shown, `study_dialled` is dialled; both empty until the site supplies a number."""

    study_phone: str
    study_dialled: str
    emergency: tuple[Emergency, ...]


def reach_of(family: Family, pack: Pack) -> Reach:
    """The numbers for this family; where its place is not known, each emergency number with its place."""
    known = pack.study.emergency.get(family.place.value)
    numbers = (
        (Emergency(number=known),)
        if known
        else tuple(Emergency(number=number, place=Place(place)) for place, number in pack.study.emergency.items())
    )
    return Reach(pack.study.phone_words(family.place.value), pack.study.contact.phone or "", numbers)
