"""Whose name stands in a record, as the reader knows them: staff, people of the rota, a family, the program."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from backend.console.reader import Reader
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.staff import queries as staff

KNOWN = {
    "family": marked("the family"),
    "caregiver": marked("the family"),
    "nuanxin": marked("Nuanxin"),
    "system": marked("Nuanxin"),
    "model": marked("Nuanxin"),
    "provider": marked("the provider"),
}


@dataclass(frozen=True)
class People:
    """Names by what records call them."""

    names: Mapping[str, str]

    def name(self, by: str | None) -> str:
        """A name, or what the record says where nobody goes by it."""
        return self.names.get(by or "", (by or "").removeprefix("contact:"))

    def joined(self, keys: str, reader: Reader) -> str:
        """Several, from a list with commas."""
        between = ", " if reader.language.value == "en" else "、"
        return between.join(self.name(key) for key in keys.split(",") if key)


def people(session: Session, pack: Pack, reader: Reader) -> People:
    """Everybody who may stand in a record."""
    names = {key: reader.say(words) for key, words in KNOWN.items()}
    for contact in pack.study.contact.people:
        said = contact.name.in_(reader.language)
        names |= {contact.key: said, f"contact:{contact.key}": said}
    names |= {member.name: member.display for member in staff.members(session)}
    return People(names)


def is_mine(reader: Reader, by: str | None) -> bool:
    """Whether a record's name is the reader's own, as staff or as somebody of the rota."""
    member = reader.member
    return by is not None and by.removeprefix("contact:") in (member.name, member.contact_key)
