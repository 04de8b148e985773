"""A proposal as YAML for the pack: a whole guide, or phrasings to join one; what is still missing stands on top."""

from datetime import UTC

import yaml

from backend.chat.models import ChatProposal
from backend.protocol.pack import Pack

FEWEST, MOST = 2, 4
"""How many phrasings a language has in a pack."""


def fragment(proposal: ChatProposal, pack: Pack) -> str:
    """The file, for `guides/` of the pack; nothing goes out before the pack holds it and it is approved."""
    head = [
        f"# Proposed by {proposal.by} on {proposal.at.astimezone(UTC):%Y-%m-%d} from questions of families.",
        *(f"# {line}" for line in (_new(proposal) if proposal.title else _joins(proposal, pack))),
    ]
    return (
        "\n".join(head) + "\n" + yaml.safe_dump(_content(proposal), allow_unicode=True, sort_keys=False, width=1000)
    )


def name_of(proposal: ChatProposal) -> str:
    """What the file is called."""
    return f"{proposal.topic}.yaml" if proposal.title else f"{proposal.topic}.asked.yaml"


def _content(proposal: ChatProposal) -> dict[str, object]:
    asked = {language: texts for language, texts in proposal.asked.items() if texts}
    if not proposal.title:
        return {"asked": asked}
    return {
        "topic": proposal.topic,
        "title": proposal.title,
        "asked": asked,
        "short": proposal.short,
        "long": proposal.short,
        "basis": f"proposed from questions of families, {proposal.at:%Y-%m-%d}",
    }


def _new(proposal: ChatProposal) -> list[str]:
    few = [language for language, texts in proposal.asked.items() if len(texts) < FEWEST]
    missing = [f"Still missing: {FEWEST} ways to ask in {', '.join(few)}."] if few else []
    return [
        f"A new guide: guides/{proposal.topic}.yaml. Write the long text, then run `nuanxin pack check`.",
        *missing,
    ]


def _joins(proposal: ChatProposal, pack: Pack) -> list[str]:
    lines = [f"Joins `asked` of guides/{proposal.topic}.yaml; then train the model of questions again."]
    passage = pack.passages.get(proposal.topic)
    held = passage.asked.model_dump(by_alias=True) if passage is not None else {}
    for language, texts in proposal.asked.items():
        if texts and len(held.get(language, ())) + len(texts) > MOST:
            lines.append(f"{language} has {len(held[language])} already, of at most {MOST}: replace the weakest.")
    return lines
