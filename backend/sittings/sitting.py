"""One phone's diary by text, folded from its texts: what was told, what was asked last. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from backend.diary.choice import DiaryMeant
from backend.protocol.instruments import Instrument
from backend.sittings.models import OVER, Came, DiaryText
from backend.sittings.told import Told, told_of

KEPT = frozenset({Came.KEPT.value, Came.CHANGED.value})


@dataclass(frozen=True)
class Sitting:
    """A diary of one child and day on one phone; its id is that of the entry it becomes."""

    id: str
    meant: DiaryMeant
    version: str
    texts: Sequence[DiaryText] = ()

    def told(self, instrument: Instrument) -> Told:
        """Everything that was told in it."""
        told = Told()
        for text in self.texts:
            told = told.and_then(told_of(text.gave), instrument)
        return told

    @property
    def last(self) -> DiaryText | None:
        return self.texts[-1] if self.texts else None

    @property
    def asked(self) -> tuple[str, ...]:
        """The steps that were asked last."""
        return tuple(self.last.asked) if self.last is not None else ()

    @property
    def asked_at(self) -> datetime | None:
        """When something was asked last."""
        return next((text.recorded_at for text in reversed(self.texts) if text.asked), None)

    @property
    def asked_again(self) -> bool:
        """Whether the last text was not understood, and asked about."""
        return self.last is not None and self.last.came == Came.ASKED_AGAIN

    @property
    def is_handed(self) -> bool:
        """Whether a person looks at it."""
        return any(text.came == Came.HANDED for text in self.texts)

    @property
    def is_kept(self) -> bool:
        """Whether it has become an entry."""
        return any(text.came in KEPT for text in self.texts)

    @property
    def is_over(self) -> bool:
        return any(text.came in OVER for text in self.texts)


def sitting_id(phone_id: str, meant: DiaryMeant) -> str:
    """The same phone at the same diary is the same sitting."""
    return str(uuid5(NAMESPACE_URL, f"sitting:{phone_id}:{meant.mark}"))


def sitting_of(texts: Sequence[DiaryText]) -> Sitting:
    """The sitting of these texts, of which there is at least one."""
    first = texts[0]
    meant = DiaryMeant(first.child_id, first.instrument, first.due_on)
    return Sitting(first.sitting_id, meant, first.instrument_version, texts)
