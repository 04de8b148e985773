"""Which version of which text the ethics committee or the site approved, with the approved bytes themselves."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Protocol

from pydantic import Field, model_validator

from backend.protocol.text import PackModel
from backend.protocol.wording import version_of


class ApprovalState(StrEnum):
    """`approved`: as it stands. `stale`: approved once, changed since. `draft`: never approved."""

    APPROVED = "approved"
    STALE = "stale"
    DRAFT = "draft"


class Approvable(Protocol):
    """What can be approved: it has a name, a version, and the texts that the version is of."""

    @property
    def kind(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def sources(self) -> Mapping[str, str]: ...


class Approval(PackModel):
    """One approval. `sources` keeps the approved bytes of every language, derived Traditional Chinese too: neither an
    edit nor another converter changes what was approved.
    """

    kind: str
    version: str
    reference: str = Field(min_length=1)
    by: str = Field(min_length=1)
    on: date
    sources: Mapping[str, str] = Field(min_length=1)

    @model_validator(mode="after")
    def _bytes_match(self) -> "Approval":
        if version_of(self.sources) != self.version:
            raise ValueError(
                f"the approved text of {self.kind} was changed afterwards: it no longer has version {self.version}"
            )
        return self


class Approvals(PackModel):
    """Every approval ever given, oldest first."""

    approvals: tuple[Approval, ...] = ()

    def latest(self, kind: str) -> Approval | None:
        """The last approval of a kind."""
        return next((each for each in reversed(self.approvals) if each.kind == kind), None)

    def state(self, approvable: Approvable) -> ApprovalState:
        """How a wording, or the lists of signs, as it stands relates to what was approved."""
        latest = self.latest(approvable.kind)
        if latest is None:
            return ApprovalState.DRAFT
        return ApprovalState.APPROVED if latest.version == approvable.version else ApprovalState.STALE
