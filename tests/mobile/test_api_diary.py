"""The diary in the app: what is asked and due, entries kept once, bad values told, safety first, one's own only."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from backend.db import transaction
from backend.families import queries as families
from backend.families.pause import pause
from backend.schedule.anchor import set_anchor
from tests.diary.home import USUAL, uuid
from tests.journeys.study import FATHER, MOTHER, Study
from tests.mobile.conftest import App

SignIn = Callable[[str], App]
OTHER = "+85265009999"
WRITTEN = "2026-12-10T18:58:00+08:00"
FEVER = {"temperature": {"amount": "39.2", "place": "armpit"}, "fever-since": "today"}
EN = {"Accept-Language": "en"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""The diary itself is tested on both databases."""


def child(app: App) -> str:
    return str(app.get("/children").json()["items"][0]["id"])


def body(answers: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    sent = {
        "instrument": "daily",
        "answers": {**USUAL, **(answers or {})},
        "usual": True,
        "recorded_at": WRITTEN,
        "submitted_at": "2026-12-10T18:59:30+08:00",
        "zone": "Asia/Hong_Kong",
    }
    return {**sent, **more}


@pytest.fixture
def evening(mother: App, study: Study, engine: Engine) -> App:
    """The mother's app on the evening of the first infusion."""
    study.at("2026-12-10 11:00")
    with transaction(engine) as session:
        act = study.act(session, "infusion-1")
        set_anchor(
            session,
            act,
            "infusion-1",
            happened_on=date(2026, 12, 10),
            reason="given",
            pack=study.pack,
            now=study.clock.now(),
        )
    study.at("2026-12-10 19:00")
    return mother


def path(app: App, name: object = "a") -> str:
    return f"/children/{child(app)}/entries/{uuid(name)}"


def test_the_diaries_come_with_everything_to_ask_them_offline(evening: App) -> None:
    found = {
        each["key"]: each
        for each in evening.get(f"/children/{child(evening)}/instruments", headers=EN).json()["items"]
    }
    assert set(found) == {"daily", "weekly", "event", "hearing-vision"}, "six years is too young for the faces"
    questions = {each["key"]: each for each in found["daily"]["items"]}
    assert found["event"]["any_time"] is True
    assert questions["fever-since"]["when"] == [{"item": "temperature", "options": [], "at_least": 38.0}]
    assert questions["temperature"]["limits"] == {"least": 34.0, "most": 43.0}
    assert [each["key"] for each in questions["weight"]["units"]] == ["kg", "jin"]
    assert questions["vomits"]["usual"] == "no vomiting"
    assert questions["urine-colour"]["usual"] is None


def test_what_is_due_is_shown_and_what_was_written_stands_in_it(evening: App) -> None:
    [first] = evening.get(f"/children/{child(evening)}/windows?limit=1").json()["items"]
    assert (first["due_on"], first["state"], first["may_fill"]) == ("2026-12-10", "open", True)
    assert (first["opens_at"], first["day"]) == ("2026-12-10T18:00:00+08:00", 0)
    kept = evening.put(path(evening), body(due_on=first["due_on"]))
    assert kept.status_code == 200, kept.text
    assert (kept.json()["outcome"], kept.json()["timing"], kept.json()["safety"]) == ("kept", "on-time", None)
    assert kept.json()["thanks"] == "謝謝您，記好了。"
    [first] = evening.get(f"/children/{child(evening)}/windows?limit=1").json()["items"]
    assert (first["state"], first["entries"], first["may_fill"]) == ("on-time", [uuid("a")], False)


def test_the_same_entry_twice_is_one_and_another_under_its_id_is_told(evening: App) -> None:
    first = evening.put(path(evening), body()).json()
    again = evening.put(path(evening), body(submitted_at="2026-12-10T19:00:10+08:00")).json()
    assert again == {**first, "outcome": "kept-before"}
    other = evening.put(path(evening), body({"vomits": 3}), headers=EN)
    assert (other.status_code, other.json()["type"]) == (409, "urn:nuanxin:entry-changed")
    assert other.json()["detail"].startswith("This diary arrived before with other answers")
    assert other.json()["safety"]["level"] == "urgent"
    assert len(evening.get(f"/children/{child(evening)}/entries").json()["items"]) == 1


def test_an_urgent_entry_is_answered_at_once_and_by_text(evening: App, study: Study) -> None:
    kept = evening.put(path(evening), body(FEVER), headers=EN).json()
    assert kept["safety"]["level"] == "urgent"
    assert kept["safety"]["text"].startswith("(draft) Thank you for telling us.")
    assert kept["safety"]["emergency"] == [{"number": "999", "place": None}]
    assert kept["thanks"] == "Thank you. It is kept."
    study.settle()
    assert study.kinds(MOTHER)[-1] == "safety-urgent"
    assert evening.get("/concerns").json()["items"][0]["call_by"] == kept["safety"]["by"]


BAD = {
    "a comma": ({"temperature": {"amount": "39,5", "place": "armpit"}}, "comma", "Please write a point"),
    "no point": ({"temperature": {"amount": 395, "place": "armpit"}}, "out-of-limits", "395 cannot be right."),
    "below nothing": ({"temperature": {"amount": "-1", "place": "armpit"}}, "out-of-limits", "-1 cannot"),
    "an emoji": (
        {"temperature": {"amount": "🤒", "place": "armpit"}},
        "not-a-number",
        "Please write just one number",
    ),
    "a list": ({"temperature": [[["36.8"]]]}, "not-a-number", "Please write just one number"),
    "no unit": ({"weight": "36"}, "unit-missing", "Please choose the unit"),
    "too long": ({"note": "字" * 20_000}, "too-long", "That is too long."),
}


def test_every_bad_value_is_told_where_it_is_and_what_to_do(evening: App) -> None:
    for answers, code, said in BAD.values():
        refused = evening.put(path(evening), body(answers), headers=EN)
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        problem = refused.json()
        [item] = answers
        assert (problem["type"], problem["errors"]) == ("urn:nuanxin:answers-to-mend", [f"/answers/{item}"])
        assert (problem["answers"][0]["code"], problem["answers"][0]["detail"].startswith(said)) == (code, True)
    assert evening.put(path(evening), body({"note": "字" * 5_000_000})).status_code == 413
    assert evening.put(path(evening), body()).status_code == 200


def test_weight_in_jin_sent_as_kilos_is_asked_about_once(evening: App) -> None:
    jin = {"weight": {"amount": "48", "unit": "kg"}}
    asked = evening.put(path(evening), body(jin)).json()
    assert asked["type"] == "urn:nuanxin:answers-to-confirm"
    [question] = asked["asks"]
    assert evening.put(path(evening), body(jin, sure=[question["mark"]])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "kind"),
    [
        ({"recorded_at": "2026-12-10T19:10:00+08:00"}, 422, "clock-wrong"),
        ({"recorded_at": "2019-12-10T19:10:00+08:00"}, 422, "clock-wrong"),
        ({"recorded_at": "0001-01-01T00:00:00+14:00"}, 422, "invalid-request"),
        ({"recorded_at": "2026-12-10T19:10:00"}, 422, "invalid-request"),
        ({"zone": "Mars/Olympus Mons"}, 422, "invalid-request"),
        ({"version": "000000000000"}, 409, "form-unknown"),
        ({"instrument": "nightly"}, 404, "not-found"),
        ({"arm": "cells"}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_kept_is_told_clearly(evening: App, changes: dict[str, Any], status: int, kind: str) -> None:
    refused = evening.put(path(evening), body(**changes))
    assert (refused.status_code, refused.json()["type"]) == (status, f"urn:nuanxin:{kind}")


def test_another_familys_child_and_entry_are_as_if_there_were_none(sign_in: SignIn, evening: App) -> None:
    other = sign_in(OTHER)
    theirs, mine = child(other), child(evening)
    assert evening.put(f"/children/{theirs}/entries/{uuid('a')}", body()).status_code == 404
    for what in ("entries", "windows", "instruments", f"entries/{uuid('a')}"):
        assert evening.get(f"/children/{theirs}/{what}").json()["type"] == "urn:nuanxin:not-found"
    assert evening.put(path(evening), body()).status_code == 200
    taken, unknown = (
        other.put(f"/children/{theirs}/entries/{uuid('a')}", body()),
        other.get(f"/children/{theirs}/entries/{uuid('a')}"),
    )
    assert (taken.status_code, unknown.status_code) == (404, 404)
    assert other.get(f"/children/{theirs}/entries?after={uuid('a')}").json()["type"] == "urn:nuanxin:bad-cursor"
    answer = other.post("/sync", {"items": [{**body(), "id": uuid("z"), "child_id": mine}]}).json()
    assert answer["items"][0]["problem"]["type"] == "urn:nuanxin:not-found"


def test_a_correction_stands_beside_the_entry_with_who_and_why(sign_in: SignIn, evening: App) -> None:
    assert evening.put(f"{path(evening)}/corrections/{uuid('b')}", body()).status_code == 404
    evening.put(path(evening), body())
    father = sign_in(FATHER)
    changed = body({"vomits": 1}, reason="看漏了一次", recorded_at="2026-12-10T18:59:00+08:00")
    corrected = father.put(f"{path(father)}/corrections/{uuid('b')}", changed)
    assert (corrected.status_code, corrected.json()["id"]) == (200, uuid("b"))
    whole = evening.get(path(evening)).json()
    assert [(each["written_by"], each["reason"]) for each in whole["versions"]] == [
        ("妈妈", ""),
        ("爸爸", "看漏了一次"),
    ]
    values = [{each["item"]: each["value"] for each in version["answers"]}["vomits"] for version in whole["versions"]]
    assert (values, whole["entry"]["corrections"], whole["entry"]["timing"]) == ([0, 1], 1, "on-time")
    assert {each["item"]: each["value"] for each in whole["entry"]["answers"]}["vomits"] == 1


def test_a_batch_from_offline_is_answered_item_by_item_with_safety_on_top(evening: App) -> None:
    mine = child(evening)
    items: list[Any] = [
        {**body({"vomits": 1}), "id": uuid("b"), "child_id": mine, "corrects": uuid("a"), "reason": "later"},
        {**body(), "id": uuid("a").upper(), "child_id": mine},
        {**body({"temperature": "39,5"}), "id": uuid("c"), "child_id": mine},
        {**body(), "id": "not-a-uuid", "child_id": mine},
        7,
        {
            **body(instrument="event", usual=False),
            "answers": {"emergency": ["seizure"], "what": ["other"], "contact": "no"},
            "id": uuid("e"),
            "child_id": mine,
        },
    ]
    answer = evening.post("/sync", {"items": items}, headers=EN)
    assert answer.status_code == 200, answer.text
    synced = answer.json()
    assert synced["safety"]["level"] == "emergency"
    kinds = [
        each["problem"]["type"].split(":")[-1] if each["problem"] else each["kept"]["outcome"]
        for each in synced["items"]
    ]
    assert kinds == ["kept", "kept", "answers-to-mend", "invalid-request", "invalid-request", "kept"]
    assert synced["items"][3]["problem"]["errors"] == ["/id"]
    again = evening.post("/sync", {"items": items}).json()
    assert [each["kept"]["outcome"] for each in again["items"] if each["kept"]] == ["kept-before"] * 3
    assert evening.post("/sync", {"items": items * 9}).status_code == 422
    whole = evening.get(path(evening)).json()
    assert [each["id"] for each in whole["versions"]] == [uuid("a"), uuid("b")]


def test_entries_come_in_pages_the_newest_first_and_carry_a_tag(evening: App) -> None:
    for name in range(3):
        sent = body(instrument="event", usual=False, recorded_at=f"2026-12-10T18:5{name}:00+08:00")
        evening.put(
            path(evening, name), {**sent, "answers": {"emergency": ["none"], "what": ["other"], "contact": "no"}}
        )
    first = evening.get(f"/children/{child(evening)}/entries?limit=2")
    rest = evening.get(f"/children/{child(evening)}/entries?limit=2&after={first.json()['next']}").json()
    assert [each["id"] for each in (*first.json()["items"], *rest["items"])] == [uuid(2), uuid(1), uuid(0)]
    assert rest["next"] is None
    tagged = evening.get(
        f"/children/{child(evening)}/entries?limit=2", headers={"If-None-Match": first.headers["etag"]}
    )
    assert tagged.status_code == 304


def test_a_family_that_looks_before_the_timetable_came_sees_its_new_days(
    evening: App, study: Study, engine: Engine
) -> None:
    with transaction(engine) as session:
        act = study.act(session, "infusion-2")
        set_anchor(
            session,
            act,
            "infusion-2",
            happened_on=date(2026, 12, 10),
            reason="x",
            pack=study.pack,
            now=study.clock.now(),
        )
    found = evening.get(f"/children/{child(evening)}/windows?limit=100").json()["items"]
    assert any(each["instrument"] == "weekly" for each in found)


def test_a_paused_family_is_shown_nothing_due_and_may_still_write(evening: App, study: Study, engine: Engine) -> None:
    with transaction(engine) as session:
        pause(session, family=families.family_by_code(session, "F-001"), reason="x", by="lin", now=study.clock.now())
    assert evening.get(f"/children/{child(evening)}/windows").json()["items"] == []
    assert evening.put(path(evening), body(FEVER)).json()["safety"]["level"] == "urgent"
