"""A batch written offline: each item for itself, in whatever order, and nobody else's."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlmodel import Session

from backend.db import transaction
from backend.diary.consider import Desk
from backend.diary.outcome import Outcome
from backend.diary.submission import Submission
from backend.diary.sync import Item, Synced, sync
from backend.errors import NotFoundError
from tests.diary.home import Home, uuid


def desks(home: Home, session: Session) -> Callable[[str], Desk]:
    """As the app's route finds a child: only the caregiver's own."""
    own = home.desk(session, may_ask=False)

    def desk_of(child_id: str) -> Desk:
        if child_id != own.child.id:
            raise NotFoundError("There is no such child.")
        return own

    return desk_of


def syncs(home: Home, submissions: Sequence[Submission], child_id: str | None = None) -> list[Synced]:
    items = [Item(child_id or home.child_id(), each) for each in submissions]
    with transaction(home.engine) as session:
        return sync(session, home.desk(session).family, items, desk_of=desks(home, session))


def outcomes(found: Sequence[Synced]) -> list[Outcome | None]:
    return [each.recorded.outcome if each.recorded else None for each in found]


def test_good_items_are_kept_beside_bad_ones_and_answers_are_in_the_order_sent(home: Home) -> None:
    entry = home.entry("a")
    correction = replace(home.entry("b", {"vomits": 1}), corrects=uuid("a"), reason="forgot")
    bad, orphan = home.entry("c", {"temperature": "39,5"}), replace(home.entry("d"), corrects=uuid("nothing"))
    found = syncs(home, [orphan, correction, bad, entry, entry])
    assert outcomes(found) == [None, Outcome.KEPT, Outcome.TO_MEND, Outcome.KEPT, Outcome.SAME]
    assert isinstance(found[0].error, NotFoundError)
    assert [each.id for each in found] == [uuid("d"), uuid("b"), uuid("c"), uuid("a"), uuid("a")]
    assert home.answers("a")["vomits"].meant == 1


def test_an_emergency_in_the_batch_is_told_with_its_item(home: Home) -> None:
    found = syncs(home, [home.entry("a"), home.event("b", "other", answers={"emergency": ["seizure"]})])
    assert [each.recorded.advice.kind if each.recorded and each.recorded.advice else "" for each in found] == [
        "",
        "safety-emergency",
    ]


def test_an_unlikely_answer_written_offline_is_kept_with_its_doubt(home: Home) -> None:
    [found] = syncs(home, [home.entry("a", {"weight": {"amount": "48", "unit": "kg"}})])
    assert found.recorded is not None
    assert found.recorded.asks
    assert found.recorded.is_kept


def test_another_familys_child_is_as_if_there_were_none(home: Home) -> None:
    [found] = syncs(home, [home.entry("a")], child_id=home.child_id("GZ-002"))
    assert isinstance(found.error, NotFoundError)
