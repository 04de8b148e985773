"""What the study pack says about enrolment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.protocol.pack import Pack
from backend.protocol.study import Campus


@dataclass(frozen=True)
class Rules:
    """`campuses` maps a site's key to its campuses' keys by every name they go by; ages are full years."""

    campuses: Mapping[str, Mapping[str, str]]
    zone: str
    youngest: int
    oldest: int

    @property
    def ages(self) -> str:
        """The ages taken, such as 3 to 12."""
        return f"{self.youngest} to {self.oldest}"


def rules_of(pack: Pack) -> Rules:
    """The rules of enrolment in `pack`."""
    youngest, oldest = pack.study.ages
    campuses = {site.key: _keys_by_name(site.campuses) for site in pack.study.sites}
    return Rules(campuses=campuses, zone=pack.study.zone, youngest=youngest, oldest=oldest)


def _keys_by_name(campuses: Iterable[Campus]) -> dict[str, str]:
    return {
        name: each.key
        for each in campuses
        for name in (each.key, each.name.zh_hans, each.name.en, each.short.zh_hans, each.short.en)
    }
