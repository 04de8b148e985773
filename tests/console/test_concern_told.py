"""What a family told of onset, medicines, allergies and when to phone stands beside its worry, in its own words."""

import re
from html import unescape

import pytest

from backend.db import transaction
from backend.diary.answers import Given
from backend.diary.consider import Desk
from backend.diary.models import Source
from backend.diary.record_entry import record_entry
from backend.diary.submission import Submission, caregiver_writes
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.languages import Language
from tests.console.conftest import Browser
from tests.diary.home import uuid
from tests.journeys.study import Study
from tests.journeys.test_reminder_year import SECOND

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MATTERS = ("什么时候开始的", "吃过的药", "过敏", "什么时候打电话好")


def known(browser: Browser, number: int) -> dict[str, str]:
    """What the page says on each matter."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", browser.get(f"/console/concerns/{number}").text, re.DOTALL)
    return {name: unescape(re.sub(r"<[^>]+>", " ", said)) for name, said in pairs}


def happened(study: Study, answers: dict[str, object], code: str = "GZ-001") -> None:
    """The family writes down in the app what happened."""
    with transaction(study.engine) as session:
        child = families.child_by_code(session, code)
        family = families.family_by_id(session, child.family_id)
        caregiver = caregivers_of(session, family.id)[0]
        writer = caregiver_writes(session, caregiver, family, Source.APP, language=Language.ZH_HANS)
        now = study.clock.now()
        given = Given({"emergency": ["none"], "contact": "no", **answers}, False, frozenset())
        entry = Submission(uuid(f"event {code}"), "event", given, now, now, "Asia/Shanghai")
        record_entry(session, Desk(child, family, writer, study.pack, live=False, now=now), entry)


@ONE_DATABASE
def test_what_was_told_is_quoted_and_what_was_not_is_said_to_be_not_told(lin: Browser, study: Study) -> None:
    study.types("昨天忘了填日记，可以补吗").types("昨晚开始烧到39度，凌晨给他吃了美林。下午六点以后打给我")
    found = known(lin, 1)
    assert "“昨晚开始烧到39度”" in found["什么时候开始的"]
    assert "“凌晨给他吃了美林”" in found["吃过的药"]
    assert "美林" not in found["什么时候开始的"], "the hour of a medicine is not when it began"
    assert "“下午六点以后打给我”" in found["什么时候打电话好"]
    assert "日记" not in found["什么时候开始的"]
    assert found["过敏"].strip() == "家属没说"


@ONE_DATABASE
def test_what_an_earlier_text_said_of_allergies_still_holds_and_an_old_onset_does_not(
    browser: Browser, study: Study
) -> None:
    study.types("他昨晚咳了一下，对青霉素过敏").settle(60 * 24 * 5)
    study.types("孩子发烧39.5，精神很差")
    assert browser.sign_in("lin.lan").status_code == 303
    found = known(browser, 1)
    assert "“对青霉素过敏”" in found["过敏"]
    assert "昨晚咳" not in found["什么时候开始的"]


@ONE_DATABASE
def test_answers_of_the_diary_are_told_with_their_questions(lin: Browser, study: Study) -> None:
    happened(study, {"what": ["medicine"], "medicine": ["ibuprofen"], "since": "yesterday", "note": "早上起吐"})
    found = known(lin, 1)
    assert "什么时候开始的？ 昨天" in found["什么时候开始的"]
    assert "吃了布洛芬（如美林）" in found["吃过的药"]
    assert "“早上起吐”" in found["什么时候开始的"]


@ONE_DATABASE
def test_what_the_diary_said_stays_once_it_is_not_known_which_child_and_says_whose_it_is(
    lin: Browser, study: Study
) -> None:
    study.enrol({}, SECOND)
    happened(study, {"what": ["medicine"], "medicine": ["ibuprofen"], "since": "yesterday", "note": "早上起吐"})
    study.types("安安发烧39度")
    assert "吃药怎么了？ 吃了布洛芬（如美林）（日记，" in known(lin, 1)["吃过的药"], (
        "of one child alone nobody asks whose"
    )
    study.types("还在烧，39度5")
    found = known(lin, 1)
    assert "还不知道是哪个孩子" in found["孩子"]
    assert "吃药怎么了？ 吃了布洛芬（如美林）（GZ-001的日记，" in found["吃过的药"]
    assert "“早上起吐”（GZ-001的日记，" in found["什么时候开始的"]
    happened(study, {"what": ["medicine"], "medicine": ["herbal"], "since": "today"}, "GZ-002")
    found = known(lin, 1)["吃过的药"]
    assert "（GZ-002的日记，" in found
    assert "（GZ-001的日记，" in found


@ONE_DATABASE
def test_nothing_is_told_to_whoever_reads_by_code(study: Study, monitor: Browser) -> None:
    study.types("昨晚开始烧到39度，对青霉素过敏")
    assert not set(MATTERS) & set(known(monitor, 1))
    assert "青霉素" not in monitor.get("/console/concerns/1").text


@ONE_DATABASE
@pytest.mark.parametrize(
    "wish", ["六点以后打给我", "下午6点打给我", "我六点才有空", "六點半打俾我", "call me at six", "6点以后联系我"]
)
def test_an_hour_that_is_wished_for_after_the_worry_stands_on_its_page(lin: Browser, study: Study, wish: str) -> None:
    study.types("佢口唇有啲紫，唞气好辛苦").types(wish)
    assert wish in known(lin, 1)["什么时候打电话好"]
    assert wish in known(lin, 1)["之后又写了"]
