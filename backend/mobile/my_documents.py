"""What this caregiver may read about the study, in their language.

A delegate reads everything too: they bring the child, read the story aloud and must know when to stop and whom to
call. The documents name no family. To agree is a guardian's alone, and is not done by reading.
"""

from collections.abc import Sequence

from backend.families.models import Child
from backend.mobile.document_shapes import DocumentShown, DocumentWhole, ParagraphShown, SectionShown
from backend.mobile.my_children import age
from backend.mobile.my_visits import Looking
from backend.protocol.show_documents import ShownDocument, show_document, show_documents


def my_documents(looking: Looking, children: Sequence[Child], *, live: bool) -> list[DocumentShown]:
    """All there are, consent forms first."""
    found = show_documents(looking.pack, language=looking.language, live=live)
    return [DocumentShown(**_about(each, looking, children)) for each in found]


def my_document(looking: Looking, key: str, children: Sequence[Child], *, live: bool) -> DocumentWhole:
    """One with its text. Raises NotFoundError."""
    found = show_document(looking.pack, key, language=looking.language, live=live)
    sections = [
        SectionShown(
            heading=section.heading,
            picture=section.picture or None,
            paragraphs=[ParagraphShown(text=each.text, point=each.point) for each in section.paragraphs],
        )
        for section in found.sections
    ]
    return DocumentWhole(**_about(found, looking, children), sections=sections, waits=list(found.waits))


def _about(found: ShownDocument, looking: Looking, children: Sequence[Child]) -> dict[str, object]:
    youngest, oldest = found.ages or (None, None)
    mine = [
        child.id
        for child in children
        if youngest is not None and oldest is not None and youngest <= age(child, looking.today) <= oldest
    ]
    return {
        "key": found.key,
        "type": found.type,
        "title": found.title,
        "age_from": youngest,
        "age_to": oldest,
        "children": mine,
        "version": found.version,
        "state": found.state,
        "reference": found.reference,
        "approved_on": found.approved_on,
        "language": found.language,
    }
