"""What the app shows and keeps: visits, answers to them, messages, worries; and only the caregiver's own."""

from collections.abc import Callable

from sqlalchemy import Engine

from backend.concerns.change_level import change_level
from backend.concerns.models import KNOWS, Source
from backend.concerns.raise_concern import Signal, raise_concern, staff_signal
from backend.concerns.waive_call import waive_call
from backend.consent.withdraw import withdraw
from backend.db import reading, transaction
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.pause import pause
from backend.languages import Language
from backend.schedule.visit_state import VisitStatus
from backend.triage.understanding import Urgency
from tests.journeys.study import FATHER, MOTHER, Study
from tests.mobile.conftest import App

SignIn = Callable[[str], App]
OTHER = "+85265009999"
NINE = "2026-12-15T09:00:00+08:00"


def child(app: App) -> str:
    return str(app.get("/children").json()["items"][0]["id"])


def test_a_caregiver_sees_their_own_children_only(sign_in: SignIn) -> None:
    mother, other = sign_in(MOTHER), sign_in(OTHER)
    assert [each["called"] for each in mother.get("/children").json()["items"]] == ["安安"]
    assert [each["called"] for each in other.get("/children").json()["items"]] == ["乐乐"]
    theirs = child(other)
    for method, path in (("GET", f"/children/{theirs}/visits"), ("GET", f"/children/{theirs}/visits/infusion-1")):
        assert mother.call(method, path).status_code == 404
    answer = {"answer": "coming", "appointment_at": NINE}
    assert mother.put(f"/children/{theirs}/visits/infusion-1/answer", answer).status_code == 404
    assert "乐乐" not in mother.get("/schedule").text


def test_a_visit_is_shown_in_the_familys_zone_and_language(mother: App, study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    shown = mother.get(f"/children/{child(mother)}/visits/infusion-1").json()
    assert shown["appointment_at"] == NINE
    assert (shown["name"], shown["place"]) == ("第1次輸注", "珠江新城院區")
    assert (shown["status"], shown["may_answer"]) == ("booked", True)
    english = mother.get("/schedule", headers={"Accept-Language": "en"}).json()["items"][0]
    assert (english["name"], english["samples"]) == ("First infusion", ["urinalysis"])


def test_saying_that_one_comes_counts_once_and_confirms(mother: App, study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    path = f"/children/{child(mother)}/visits/infusion-1/answer"
    first = mother.put(path, {"answer": "coming", "appointment_at": NINE})
    second = mother.put(path, {"answer": "coming", "appointment_at": "2026-12-15T01:00:00Z"})
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert study.state("infusion-1").status is VisitStatus.CONFIRMED


def test_asking_to_move_brings_it_to_a_person_once_and_promises_an_hour(mother: App, study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    path = f"/children/{child(mother)}/visits/infusion-1/answer"
    for _ in range(2):
        answer = mother.put(path, {"answer": "move", "appointment_at": NINE})
        assert answer.json()["visit"]["move_asked"] is True
        assert answer.json()["read_by"].endswith("+08:00")
    asked = [task for task in study.open_tasks() if task.kind == "rebook-visit"]
    assert [(task.child_code, task.facts["asked_by"]) for task in asked] == [("GZ-001", "mother")]


def test_an_answer_to_an_appointment_that_moved_is_told_so_and_changes_nothing(mother: App, study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    path = f"/children/{child(mother)}/visits/infusion-1/answer"
    study.book("infusion-1", "2026-12-16 10:00")
    for answer in ("coming", "move"):
        refusal = mother.put(path, {"answer": answer, "appointment_at": NINE})
        assert (refusal.status_code, refusal.json()["type"]) == (409, "urn:nuanxin:appointment-moved")
    assert study.state("infusion-1").status is VisitStatus.BOOKED


def test_an_answer_without_a_true_moment_is_refused(mother: App) -> None:
    path = f"/children/{child(mother)}/visits/infusion-1/answer"
    for appointment in ("2026-12-15T09:00:00", "tomorrow", 1, None, "9999-99-99T00:00:00Z"):
        refusal = mother.put(path, {"answer": "coming", "appointment_at": appointment})
        assert refusal.status_code == 422, appointment
        assert refusal.json()["errors"] == ["/appointment_at"]


def test_a_paused_family_is_shown_nothing_to_look_forward_to(mother: App, engine: Engine, study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    with transaction(engine) as session:
        family = families.family_by_code(session, "F-001")
        pause(session, family=family, reason="in hospital", by="lin", now=study.clock.now())
    assert mother.get("/schedule").json() == {"items": [], "next": None}
    assert mother.get("/me").json()["paused"] is True


def test_after_withdrawal_the_child_is_named_and_nothing_is_planned(
    mother: App, engine: Engine, study: Study
) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    with transaction(engine) as session:
        child_left = families.child_by_code(session, "GZ-001")
        withdraw(session, child=child_left, by="lin", reason="", now=study.clock.now())
    assert [each["in_study"] for each in mother.get("/children").json()["items"]] == [False]
    assert mother.get("/schedule").json()["items"] == []
    answer = {"answer": "coming", "appointment_at": NINE}
    assert mother.put(f"/children/{child(mother)}/visits/infusion-1/answer", answer).status_code == 404


def test_every_text_to_the_phone_is_in_the_inbox_in_pages_and_no_other_phones(sign_in: SignIn, study: Study) -> None:
    mother, father = sign_in(MOTHER), sign_in(FATHER)
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-14 20:00")
    got, after = [], ""
    while after is not None:
        page = mother.get(f"/messages?limit=2&after={after}").json()
        got += page["items"]
        after = page["next"]
    assert [each["text"] for each in got[:-1]] == [each.body for each in reversed(study.phone(MOTHER))][:-1]
    assert {each["state"] for each in got} == {"arrived"}
    assert "••••••" in got[-1]["text"], "a code is for the phone alone"
    assert not {each["id"] for each in got} & {each["id"] for each in father.get("/messages").json()["items"]}


def test_a_text_that_a_stopped_phone_did_not_get_is_kept_here(mother: App, study: Study) -> None:
    study.types("T")
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-14 20:00")
    states = {each["state"] for each in mother.get("/messages").json()["items"]}
    assert mother.get("/preferences").json()["texts_stopped"] is True
    assert states <= {"arrived", "kept-here"}


def test_a_worry_shows_the_familys_words_and_who_has_it_but_never_staffs_words(
    mother: App, sign_in: SignIn, study: Study, engine: Engine
) -> None:
    now = study.clock.now()
    with transaction(engine) as session:
        family = families.family_by_code(session, "F-001")
        for source in (Source.TEXT, Source.MODEL):
            told = Signal(source, Urgency.URGENT, "text-1", "phone", now, now, words="烧到38度8", language="zh-Hans")
            raise_concern(session, told, family=family, pack=study.pack, now=now)
        private = staff_signal(
            level=Urgency.URGENT, words="mother sounded very anxious", child_code=None, by="lin", now=now
        )
        raise_concern(session, private, family=family, pack=study.pack, now=now)
    shown = mother.get("/concerns").json()["items"]
    assert [[said["words"] for said in each["said"]] for each in shown] == [["烧到38度8"]]
    assert shown[0]["state"] == "waiting"
    assert "anxious" not in mother.get("/concerns").text
    assert sign_in(OTHER).get("/concerns").json()["items"] == []


def test_a_worry_by_text_is_shown_with_its_answer_until_it_is_closed(mother: App, study: Study) -> None:
    study.types("孩子烧到39度，一直吐")
    worry = mother.get("/concerns").json()["items"][0]
    assert worry["said"][0]["words"] == "孩子烧到39度，一直吐"
    assert len(worry["told"]) == 1
    assert worry["call_by"]
    with transaction(study.engine) as session:
        now = study.clock.now()
        change_level(session, 1, level=Urgency.ROUTINE, reason="the bath", by="lin", pack=study.pack, now=now)
    assert mother.get("/concerns").json()["items"][0]["call_by"] == worry["call_by"], "it was promised"
    with transaction(study.engine) as session:
        waive_call(session, 1, because=KNOWS, reason="told in the ward", by="lin", now=now)
    assert mother.get("/concerns").json()["items"][0]["call_by"] is None, "nobody phones any more"


def test_the_language_chosen_in_the_app_is_the_language_of_texts(sign_in: SignIn, engine: Engine) -> None:
    mother, father = sign_in(MOTHER), sign_in(FATHER)
    assert mother.put("/preferences", {"language": "en"}).json()["language"] == "en"
    assert mother.put("/preferences", {"early_texts": True}).json() == {
        "language": "en",
        "early_texts": True,
        "diary_hour": "19:30",
        "diary_hours": ["08:30", "18:30", "19:30", "20:30"],
        "texts_stopped": False,
    }
    assert father.get("/preferences").json()["language"] == "en"
    with reading(engine) as session:
        family = families.family_by_code(session, "F-001")
        languages = {each.called: each.language for each in caregivers_of(session, family.id)}
    assert languages == {"妈妈": Language.EN, "爸爸": Language.EN, "奶奶": Language.ZH_HANS}


def test_the_hour_of_the_diary_is_the_familys_and_one_of_those_offered(sign_in: SignIn) -> None:
    mother, father = sign_in(MOTHER), sign_in(FATHER)
    assert mother.put("/preferences", {"diary_hour": "20:30"}).json()["diary_hour"] == "20:30"
    assert father.get("/preferences").json()["diary_hour"] == "20:30"
    refused = father.put("/preferences", {"diary_hour": "22:30"}, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:nuanxin:hour-not-offered")
    assert "one of the hours we offer" in refused.json()["detail"]
    assert father.put("/preferences", {"diary_hour": "8:30"}).status_code == 422
    assert sign_in(OTHER).get("/preferences").json()["diary_hour"] == "19:30"


def test_looks_carry_a_tag_and_need_not_be_sent_again(mother: App, study: Study) -> None:
    first = mother.get("/schedule")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = mother.get("/schedule", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    study.book("infusion-1", "2026-12-15 09:00")
    assert mother.get("/schedule", headers={"If-None-Match": tag}).status_code == 200


def test_pages_end_and_an_unknown_cursor_is_refused(mother: App) -> None:
    page = mother.get("/schedule?limit=1").json()
    assert len(page["items"]) == 1
    assert mother.get("/schedule?after=nothing").json()["type"] == "urn:nuanxin:bad-cursor"
    assert mother.get("/messages?after=nothing").status_code == 404
    assert mother.get("/messages?limit=0").status_code == 422
