"""The guides as one family reads them: in the caregiver's language, with the numbers to call where they are."""

from collections.abc import Mapping

from backend.mobile.guide_shapes import GuideHeading, GuideShown, GuideWhole
from backend.mobile.my_visits import Looking
from backend.protocol.guides import Guide, guide, guides


def my_guides(looking: Looking, *, live: bool) -> list[GuideShown]:
    """Every guide there is to show, in the order of the headings."""
    return [
        GuideShown(
            topic=each.topic,
            group=_heading(looking, each),
            title=each.title,
            short=each.short,
            version=each.version,
            draft=each.is_draft,
        )
        for each in guides(looking.pack, language=looking.language, place=_place(looking), live=live)
    ]


def my_guide(looking: Looking, topic: str, *, live: bool) -> GuideWhole:
    """One guide, whole. Raises NotFoundError if there is none to show."""
    found = guide(looking.pack, topic, language=looking.language, place=_place(looking), live=live)
    return GuideWhole(
        topic=found.topic,
        group=_heading(looking, found),
        title=found.title,
        short=found.short,
        long=list(found.long),
        version=found.version,
        draft=found.is_draft,
    )


def under_headings(found: list[GuideShown]) -> Mapping[GuideHeading, list[GuideShown]]:
    """The guides below the heading that each stands under."""
    below: dict[GuideHeading, list[GuideShown]] = {}
    for each in found:
        below.setdefault(each.group, []).append(each)
    return below


def _heading(looking: Looking, found: Guide) -> GuideHeading:
    group = next(each for each in looking.pack.guide_groups if each.key == found.group)
    return GuideHeading(key=group.key, name=group.name.in_(looking.language))


def _place(looking: Looking) -> str:
    return str(looking.me.family.place.value)
