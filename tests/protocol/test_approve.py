"""Approval is of the whole wording, in every language, and keeps the approved bytes."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from backend.errors import ConflictError, NotFoundError
from backend.languages import Language
from backend.protocol.approvals import ApprovalState
from backend.protocol.approve import ApprovalIncomplete, approve, approve_all
from backend.protocol.load import load_pack
from backend.protocol.pack import Rendered, WordingUnapproved
from backend.protocol.routes import Variant
from backend.protocol.source import PackInvalid

ON = date(2027, 3, 2)
VALUES = {"by": "Tue 2 Mar", "child": "Lok", "hour": "9:00 am", "place": "North wing"}
Change = Callable[[str, str, str], Path]


def given(folder: Path, kind: str, reference: str = "EC 2027-014") -> None:
    approve(folder, kind, reference=reference, by="Ethics committee", on=ON)


def live(folder: Path, kind: str, language: Language = Language.EN) -> Rendered:
    pack = load_pack(folder)
    return pack.render(kind, variant=Variant.TWO_WAY, language=language, values=VALUES, live=True)


def state(folder: Path, kind: str) -> ApprovalState:
    pack = load_pack(folder)
    return pack.approvals.state(pack.wordings[kind])


def test_a_draft_is_never_sent_live_and_is_marked_in_the_demo(copied: Path) -> None:
    with pytest.raises(WordingUnapproved, match="nuanxin pack approve ack-move"):
        live(copied, "ack-move")
    shown = load_pack(copied).render(
        "ack-move", variant=Variant.TWO_WAY, language=Language.EN, values=VALUES, live=False
    )
    assert shown.body == "[Eryu] (draft) Read by Tue 2 Mar; we will call."
    assert shown.state is ApprovalState.DRAFT


def test_an_approved_text_is_sent_live_with_its_version_and_reference(copied: Path) -> None:
    given(copied, "ack-move")
    sent = live(copied, "ack-move")
    assert sent.body == "[Eryu] Read by Tue 2 Mar; we will call."
    assert sent.version == load_pack(copied).wordings["ack-move"].version
    assert (sent.state, sent.reference) == (ApprovalState.APPROVED, "EC 2027-014")


@pytest.mark.parametrize(
    ("old", "new"), [("前会有人看到，再来电。", "前会有人看到，会来电。"), ("we will call.", "we call.")]
)
def test_an_edit_of_either_language_makes_the_approval_stale(
    old: str, new: str, copied: Path, change: Change
) -> None:
    given(copied, "ack-move")
    assert state(copied, "ack-move") is ApprovalState.APPROVED
    change("sms/ack-move.yaml", old, new)
    assert state(copied, "ack-move") is ApprovalState.STALE


def test_a_stale_answer_goes_out_as_it_was_last_approved(copied: Path, change: Change) -> None:
    given(copied, "ack-move")
    approved = load_pack(copied).wordings["ack-move"].version
    change("sms/ack-move.yaml", "we will call.", "we call soon.")
    sent = live(copied, "ack-move")
    assert sent.body == "[Eryu] Read by Tue 2 Mar; we will call."
    assert sent.version == approved


def test_a_stale_answer_in_traditional_chinese_uses_the_approved_characters(copied: Path, change: Change) -> None:
    given(copied, "ack-move")
    change("sms/ack-move.yaml", "前会有人看到，再来电。", "前会有人看到。")
    assert live(copied, "ack-move", Language.ZH_HANT).body == "【耳語】Tue 2 Mar前會有人看到，再來電。"


def test_a_stale_reminder_waits(copied: Path, change: Change) -> None:
    given(copied, "visit-eve")
    assert live(copied, "visit-eve").body == "[Eryu] Lok: tomorrow, 9:00 am, North wing."
    path = copied / "sms" / "visit-eve.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("明天", "明日"), encoding="utf-8")
    with pytest.raises(WordingUnapproved, match="visit-eve is stale"):
        live(copied, "visit-eve")


def test_approving_again_appends_and_the_latest_counts(copied: Path, change: Change) -> None:
    given(copied, "ack-move", "first")
    change("sms/ack-move.yaml", "we will call.", "we call.")
    given(copied, "ack-move", "second")
    kept = load_pack(copied).approvals.approvals
    assert [approval.reference for approval in kept] == ["first", "second"]
    assert live(copied, "ack-move").reference == "second"


def test_returning_to_an_older_text_needs_a_new_approval(copied: Path, change: Change) -> None:
    given(copied, "ack-move")
    change("sms/ack-move.yaml", "we will call.", "we call.")
    given(copied, "ack-move")
    change("sms/ack-move.yaml", "we call.", "we will call.")
    assert state(copied, "ack-move") is ApprovalState.STALE


def test_the_same_version_is_not_approved_twice(copied: Path) -> None:
    given(copied, "ack-move")
    with pytest.raises(ConflictError, match="approved already"):
        given(copied, "ack-move")


def test_an_unknown_kind_cannot_be_approved(copied: Path) -> None:
    with pytest.raises(NotFoundError, match="There is no wording 'ack-mov'"):
        given(copied, "ack-mov")


@pytest.mark.parametrize(("reference", "by"), [("", "EC"), ("  ", "EC"), ("2027-1", "")])
def test_an_approval_names_who_and_where(reference: str, by: str, copied: Path) -> None:
    with pytest.raises(ApprovalIncomplete):
        approve(copied, "ack-move", reference=reference, by=by, on=ON)
    assert load_pack(copied).approvals.approvals == ()


def test_approved_bytes_that_were_changed_are_refused_with_their_line(copied: Path, change: Change) -> None:
    given(copied, "ack-move")
    change("approvals.yaml", "we will call.", "we will not call.")
    with pytest.raises(PackInvalid, match=r"approvals\.yaml:\d+: .*ack-move was changed afterwards"):
        load_pack(copied)


def test_a_whole_pack_can_be_approved_at_once(copied: Path) -> None:
    assert approve_all(copied, reference="EC", by="Committee", on=ON) == len(load_pack(copied).approvable)
    assert approve_all(copied, reference="EC", by="Committee", on=ON) == 0
    pack = load_pack(copied)
    assert all(pack.approvals.state(each) is ApprovalState.APPROVED for each in pack.wordings.values())
    assert not list(copied.glob("*.new"))
