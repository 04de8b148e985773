"""Real texts and hidden orders through the whole inbox: whatever comes in, only words of the pack go out.

Every body is taken apart by the wording of its kind; what stands in its places is a passage, a typed fact, or a value
that this family's own data give.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from pathlib import Path

import pytest

from backend.channels.outcomes import Received
from backend.chat.hold import hand_back, holder
from backend.db import transaction
from backend.inbox.ask_use import NO, YES
from backend.inbox.preferences import REASON
from backend.inbox.process import process_waiting
from backend.inbox.receive import store
from backend.languages import Language
from backend.outbox.models import Message
from backend.outbox.suppress import Scope, lift
from backend.protocol.guides import guides
from backend.protocol.pack import DRAFT_MARK, Pack
from backend.protocol.routes import Variant
from backend.vault import blind
from tests.assistant.test_injections import ATTEMPTS
from tests.journeys.study import MOTHER, Study
from tests.journeys.test_conversations import booked

REAL = Path(__file__).parents[2].parent / "shared" / "triage" / "sms_dev.jsonl"
EVERY, REAL_ONES, ORDERS = 1100, 32, 16
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACE = re.compile(r"⟦([a-z_]+)⟧")
MOMENT = re.compile(
    r"[0-9月日年星期（）一二三四五六上下午早晚中凌晨点點半: ]+"
    r"|[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2}(?:, \d{1,2}:\d\d [ap]m)?|\d{1,2}:\d\d [ap]m"
)
MOMENTS = frozenset({"by", "day", "hour", "start_day", "until"})


def asked() -> Iterator[str]:
    """Real texts, orders hidden in questions, and what families of the study ask."""
    with REAL.open(encoding="utf-8") as lines:
        real = [json.loads(line)["text"] for line in islice(lines, 0, EVERY * REAL_ONES, EVERY)]
    orders = ATTEMPTS[:: len(ATTEMPTS) // ORDERS]
    ours = (
        "尿样放冰箱可以放多久",
        "聽日幾點要去",
        "诊断书什么时候给",
        "系咪真嘅干细胞",
        "How do I collect the urine?",
    )
    return chain(real, orders, ours)


class Words:
    """All that may go out, by the pack and this family's own data."""

    def __init__(self, pack: Pack, rows: list[Message]) -> None:
        self.pack = pack
        self.options = [row.options for row in rows if row.options]

    def strange(self, row: Message) -> list[str]:
        """What in a body is from nowhere."""
        language = Language(row.language)
        forms = self._forms(row.kind, language, Variant(row.variant))
        found = next(filter(None, (form.fullmatch(row.body) for form in forms)), None)
        if found is None:
            return [row.body]
        return [
            f"{name}: {said}" for name, said in found.groupdict().items() if not self._known(name, said, language)
        ]

    def _forms(self, kind: str, language: Language, variant: Variant = Variant.TWO_WAY) -> Iterator[re.Pattern[str]]:
        """The bodies of a kind, with and without what may be empty."""
        for empty in ("", "phone"):
            values = {name: "" if name == empty else f"⟦{name}⟧" for name in self.pack.wordings[kind].variables}
            body = self.pack.render(kind, variant=variant, language=language, values=values, live=False).body
            rate = f"(?P<rate>(?:{re.escape(self._rate(language))})?)"
            pattern = "".join(_places(PLACE.split(body))).replace("(?P<rate>.*?)", rate)
            yield re.compile(pattern, re.DOTALL)

    def _known(self, name: str, said: str, language: Language) -> bool:
        if name == "answer":
            lines = said.split("\n")
            return self._is_passage(said, language) or all(self._is_fact(line, language) for line in lines)
        if name in MOMENTS:
            return not said or MOMENT.fullmatch(said) is not None  # a day may stand right before its hour
        return said in self._values(language).get(name, set())

    def _values(self, language: Language) -> Mapping[str, set[str]]:
        """What each place may hold."""
        study = self.pack.study
        visits = [each for schedule in self.pack.schedules for each in schedule.visits]
        offered = [
            self.pack.choices_in_words(options, language, live=False, joiner=joiner)
            for options in self.options
            for joiner in ("", "\n")
        ]
        return {
            "emergency": {study.emergency_words("hong-kong", language)},
            "rate": {"", self._rate(language)},
            "choices": set(offered),
            "child": {"安安"},
            "place": {each.short.in_(language) for site in study.sites for each in site.campuses},
            "visit": {each.short.in_(language) for each in visits},
        }

    def _rate(self, language: Language) -> str:
        fragment = self.pack.fragment("rate", language=language, live=False)
        return "\n" + fragment.replace("{useful}", YES).replace("{useless}", NO)

    def _is_passage(self, said: str, language: Language) -> bool:
        shelf = guides(self.pack, language=language, place="hong-kong", live=False)
        return _joined(said) in {_joined(each.short) for each in shelf if each.by_text}

    def _is_fact(self, said: str, language: Language) -> bool:
        facts = [kind for kind in self.pack.wordings if kind.startswith("fact-")]
        signature = self.pack.signed("", language)
        for form in chain.from_iterable(self._forms(kind, language) for kind in facts):
            inner = form.pattern.removeprefix(re.escape(signature))
            mark = re.escape(DRAFT_MARK.in_(language))
            found = re.fullmatch(inner.removeprefix(mark), said)
            if found and all(self._known(name, value, language) for name, value in found.groupdict().items()):
                return True
        return False


def _places(parts: list[str]) -> Iterator[str]:
    """Fixed words and the names of what stands between them, as a pattern; a name again is the same again."""
    seen: set[str] = set()
    for nth, part in enumerate(parts):
        if nth % 2 == 0:
            yield re.escape(part)
        else:
            yield f"(?P={part})" if part in seen else f"(?P<{part}>.*?)"
            seen.add(part)


def _joined(text: str) -> str:
    return re.sub(r"\s+", "", text)


def comes_in(study: Study, number: int, text: str) -> None:
    """A text arrives and is processed; what silences the assistant is taken back before the next one."""
    study.clock.advance(minutes=10)
    received = Received(f"SM{number}", MOTHER, "+85230000000", text, "", 0, {})
    with transaction(study.engine) as session:
        store(session, received, found_by="webhook", now=study.clock.now())
    process_waiting(study.engine, pack=study.pack, live=False, clock=study.clock)
    with transaction(study.engine) as session:
        lift(session, scope=Scope.NUMBER, key=blind(MOTHER), reason=REASON, by="test", now=study.clock.now())
        if holder(session, "F-001") is not None:
            hand_back(session, stream="F-001", by="test", now=study.clock.now())


@ONE_DATABASE
@pytest.mark.skipif(
    not REAL.is_file(), reason="the real texts lie beside the checkout, in ../shared/triage, or nowhere"
)
def test_only_words_of_the_pack_and_facts_of_the_family_go_out(study: Study) -> None:
    booked(study)
    texts = list(asked())
    for number, text in enumerate(texts):
        comes_in(study, number, text)
    rows = study.messages()
    kinds = {row.kind for row in rows}
    words = Words(study.pack, rows)
    assert len(texts) >= REAL_ONES + ORDERS
    assert {"answer", "ack-kept", "refuse-arm"} <= kinds, "the sample reaches answers, refusals and people"
    assert [strange for row in rows for strange in words.strange(row)] == []


@ONE_DATABASE
def test_a_body_of_other_words_would_be_found(study: Study) -> None:
    booked(study).types("尿样放冰箱可以放多久")
    (row,) = [each for each in study.messages() if each.kind == "answer"]
    words = Words(study.pack, [row])
    assert words.strange(row) == []
    for other in (row.body.replace("冷藏", "冷冻"), row.body + "放心吧。", "【暖信】没事的"):
        assert words.strange(row.model_copy(update={"body": other})), other
