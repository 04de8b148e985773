"""Ten thousand texts that real people wrote: whatever is decided, only approved sentences could go out."""

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import pytest

from backend.assistant.answer import Answer, Answering, Decision, answer
from backend.assistant.model import shipped
from backend.assistant.refuse import Refuser
from backend.languages import Language
from backend.protocol.guides import Guide, guides
from backend.protocol.pack import Pack
from backend.triage.understand import Context
from backend.triage.understanding import Script, Understanding, Urgency, Wording

REAL = Path(__file__).parents[2].parent / "shared" / "triage" / "sms_dev.jsonl"
MANY = 10_000
CALM = Understanding(Wording.ZH_HANS, Script.HANS, Urgency.NONE)


@pytest.fixture(scope="module")
def shelf(pack: Pack) -> Mapping[str, Guide]:
    return {each.topic: each for each in guides(pack, language=Language.ZH_HANS, place="", live=False)}


def unapproved(given: Answer, shelf: Mapping[str, Guide], kinds: frozenset[str]) -> list[str]:
    """Everything in an answer that is no sentence of its passage, no title of one and no kind of the pack."""
    found = [
        each.text
        for each in given.sentences
        if each.text
        not in (shelf[each.topic].short if given.decision is Decision.ANSWER else shelf[each.topic].title)
        or each.version != shelf[each.topic].version
    ]
    return found + ([given.kind] if given.kind and given.kind not in kinds else [])


@pytest.mark.skipif(
    not REAL.is_file(), reason="the real texts lie beside the checkout, in ../shared/triage, or nowhere"
)
def test_nothing_but_approved_sentences_answers_ten_thousand_real_texts(
    pack: Pack, shelf: Mapping[str, Guide], context: Context, refuser: Refuser
) -> None:
    kinds = frozenset(each.removeprefix("refuse-") for each in pack.refusals.wordings)
    answering = Answering(refuser, context.rules.slips, shipped(), None)
    asked, wrong = 0, []
    with REAL.open(encoding="utf-8") as lines:
        for line in islice(lines, MANY):
            given = answer(json.loads(line)["text"], CALM, shelf, answering)
            asked += given is not None
            wrong += unapproved(given, shelf, kinds) if given is not None else []
    assert asked == MANY
    assert wrong == []
