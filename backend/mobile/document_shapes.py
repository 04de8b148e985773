"""Shapes of the documents that a family reads: consent and assent materials, the privacy notice."""

from datetime import date
from typing import Any

from pydantic import Field

from backend.languages import Language
from backend.mobile.shapes import CHILD, Shape, example
from backend.protocol.approvals import ApprovalState
from backend.protocol.documents import DocumentType

ASSENT: dict[str, Any] = {
    "key": "assent-older",
    "type": "assent-older",
    "title": "给8到12岁的你",
    "age_from": 8,
    "age_to": 12,
    "children": [CHILD],
    "version": "5f0c2e81a9d4",
    "state": "approved",
    "reference": "伦审2027-014",
    "approved_on": "2027-01-12",
    "language": "zh-Hans",
}


class DocumentShown(Shape):
    """A document that may be read. In live mode each is `approved`, in exactly the words of its `reference`.

    `age_from` and `age_to` (completed years) are the child's that it is for, null for adults; `children` are those of
    yours who are that old today.
    """

    model_config = example(**ASSENT)

    key: str
    type: DocumentType
    title: str
    age_from: int | None
    age_to: int | None
    children: list[str]
    version: str
    state: ApprovalState
    reference: str | None
    approved_on: date | None
    language: Language


class ParagraphShown(Shape):
    """A paragraph, or a `point` of a list."""

    model_config = example(text="你会打2次点滴，中间隔14天。", point=False)

    text: str
    point: bool


class SectionShown(Shape):
    """A section; `picture` says what is drawn beside it, for whoever reads aloud."""

    model_config = example(
        heading="会怎么做", picture=None, paragraphs=[{"text": "你会打2次点滴，中间隔14天。", "point": False}]
    )

    heading: str
    picture: str | None
    paragraphs: list[ParagraphShown]


class DocumentWhole(DocumentShown):
    """A document with its text. `waits`: what the site has yet to fill in; empty once it is approved."""

    model_config = example(
        **ASSENT,
        sections=[
            {
                "heading": "会怎么做",
                "picture": None,
                "paragraphs": [{"text": "你会打2次点滴，中间隔14天。", "point": False}],
            }
        ],
        waits=[],
    )

    sections: list[SectionShown]
    waits: list[str] = Field(description="Questions for the hospital, in words.")
