"""A diary being filled in. It travels in the page itself: the server keeps nothing of it until it is sent.

So no half-written answers of a child lie on the server, two children or two open tabs are never mixed up, and the
same draft lives on a phone without a network. Nothing in it is trusted: all of it is read again when it is sent.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from backend.diary.answers import Given
from backend.diary.submission import Submission
from backend.errors import NuanxinError
from backend.protocol.instruments import Instrument

MOST = 60
"""More items than a diary has."""


class BrokenDraftError(NuanxinError):
    """The page's answers so far do not read as a draft."""

    type = "invalid-request"
    status_code = 422


class Draft(BaseModel):
    """Answers so far, as they were typed. `usual` None: not asked yet; `skipped`: items left out on purpose.

    `written_at` stands from when the whole was shown for sending; so sent twice it is the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    version: str = Field(max_length=80)
    due_on: date | None = None
    answers: Mapping[str, JsonValue] = Field(default_factory=dict, max_length=MOST)
    usual: bool | None = None
    sure: frozenset[str] = Field(default=frozenset(), max_length=MOST)
    skipped: frozenset[str] = Field(default=frozenset(), max_length=MOST)
    written_at: AwareDatetime | None = None
    corrects: str = Field(default="", max_length=36)
    reason: str = Field(default="", max_length=500)

    @property
    def given(self) -> Given:
        """As it is read: without "as usual" where that was not said."""
        return Given(self.answers, usual=bool(self.usual), sure=self.sure)

    def packed(self) -> str:
        """As the page carries it."""
        return self.model_dump_json(exclude_defaults=True)

    def with_answer(self, item: str, raw: JsonValue, *, sure: str = "") -> "Draft":
        """With this answer; none takes the answer away."""
        answers = {key: value for key, value in self.answers.items() if key != item}
        if raw is not None:
            answers[item] = raw
        marks = self.sure | {sure} if sure else self.sure
        return Draft(**{**self._values, "answers": answers, "sure": marks, "skipped": self.skipped - {item}})

    def without(self, item: str) -> "Draft":
        """With the item left out on purpose."""
        left_out = self.with_answer(item, None)
        return left_out.but(skipped=left_out.skipped | {item})

    def but(self, **changes: object) -> "Draft":
        """The same with some values changed."""
        return Draft(**{**self._values, **changes})

    def submission(self, instrument: Instrument, *, zone: str, now: datetime, whole: bool = True) -> Submission:
        """The entry, or the correction, as it is sent at `now`; without `whole` only what was answered so far."""
        return Submission(
            id=self.id,
            instrument=instrument.key,
            given=self.given,
            recorded_at=self.written_at or now,
            submitted_at=now,
            zone=zone,
            version=self.version,
            due_on=self.due_on,
            whole=whole,
            corrects=self.corrects,
            reason=self.reason,
        )

    @property
    def _values(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in type(self).model_fields}


def new_draft(instrument: Instrument, *, due_on: date | None = None) -> Draft:
    """An empty one, with the id its entry will have."""
    return Draft(id=str(uuid4()), version=instrument.version, due_on=due_on)


def unpacked(text: str) -> Draft:
    """The draft a page carried. Raises BrokenDraftError."""
    try:
        return Draft.model_validate_json(text)
    except ValidationError as error:
        raise BrokenDraftError("The answers so far could not be read.") from error
