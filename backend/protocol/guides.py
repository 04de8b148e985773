"""Which guides families see now, filled in for them: in live mode approved ones alone, as they were last approved."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.errors import NotFoundError
from backend.languages import Language, clock_time
from backend.protocol.approvals import ApprovalState
from backend.protocol.hours import Hours
from backend.protocol.lint_words import unfit_for_texts
from backend.protocol.pack import Choice, Pack, piece
from backend.protocol.passages import Passage, group_of, paragraphs
from backend.protocol.study import Study
from backend.protocol.text import Bilingual


@dataclass(frozen=True)
class Guide:
    """A passage as one reader sees it, with the version it is from. `long` is its paragraphs.

    `exempt`: the linter lets it speak of what no text may.
    """

    topic: str
    title: str
    short: str
    long: tuple[str, ...]
    version: str
    state: ApprovalState
    reference: str | None
    exempt: bool

    @property
    def by_text(self) -> bool:
        """Whether its title and its short words may go out by SMS."""
        return not self.exempt and unfit_for_texts(self.title, self.short) is None

    @property
    def group(self) -> str:
        """The group it stands in."""
        return group_of(self.topic)

    @property
    def is_draft(self) -> bool:
        """Whether it must be marked: nobody has approved this text."""
        return self.state is not ApprovalState.APPROVED


def chosen(pack: Pack, topic: str, *, live: bool) -> Choice | None:
    """The version of a passage to show; None where there is none, or live mode has no approved one."""
    passage = pack.passages.get(topic)
    return pack.choice_of(passage, live=live) if passage is not None else None


def guide(pack: Pack, topic: str, *, language: Language, place: str, live: bool) -> Guide:
    """The guide on a topic for a family at `place`. Raises NotFoundError if there is none to show."""
    choice = chosen(pack, topic, live=live)
    if choice is None:
        raise NotFoundError(f"There is no guide on {topic!r} to show.")
    return _filled(pack.passages[topic], choice, language, guide_values(pack.study, place=place, language=language))


def guides(pack: Pack, *, language: Language, place: str, live: bool) -> tuple[Guide, ...]:
    """Every guide there is to show, in the order of the groups, then of the topics."""
    values = guide_values(pack.study, place=place, language=language)
    choices = {topic: chosen(pack, topic, live=live) for topic in ordered(pack)}
    return tuple(
        _filled(pack.passages[topic], choice, language, values)
        for topic, choice in choices.items()
        if choice is not None
    )


def ordered(pack: Pack) -> list[str]:
    """The topics of all passages as families see them."""
    headings = [group.key for group in pack.guide_groups]
    listed = list(pack.listening.topics.topics)
    return sorted(
        (topic for topic in pack.passages if group_of(topic) in headings),
        key=lambda topic: (headings.index(group_of(topic)), listed.index(topic) if topic in listed else len(listed)),
    )


def guide_values(study: Study, *, place: str, language: Language) -> Mapping[str, str]:
    """What a passage may say of the study: the numbers to call in danger, when somebody works, whom to reach."""
    phone, contact = study.phone_words(place), study.contact.name
    if phone:
        contact = Bilingual(zh_hans=f"{contact.zh_hans}，电话{phone}", en=f"{contact.en}, phone {phone}")
    return {
        "emergency": study.emergency_words(place, language),
        "hours": _office(study.hours).in_(language),
        "contact": contact.in_(language),
    }


def _office(hours: Hours) -> Bilingual:
    zh_from, zh_until = (clock_time(at, Language.ZH_HANS) for at in (hours.office_from, hours.office_until))
    en_from, en_until = (clock_time(at, Language.EN) for at in (hours.office_from, hours.office_until))
    return Bilingual(zh_hans=f"工作日{zh_from}到{zh_until}", en=f"{en_from} to {en_until} on working days")


def _filled(passage: Passage, choice: Choice, language: Language, values: Mapping[str, str]) -> Guide:
    title, short, long = (
        piece(choice, passage.kind, place, language, values) for place in ("title", "short", "long")
    )
    return Guide(
        topic=passage.topic,
        title=title,
        short=" ".join(paragraphs(short)),
        long=paragraphs(long),
        version=choice.version,
        state=choice.state,
        reference=choice.reference,
        exempt=bool(passage.speaks_of),
    )
