"""What a question asks is told by topic, and a question about something else has none."""

from datetime import UTC, datetime

import pytest

from backend.triage.rulebook import Rulebook
from backend.triage.understand import Context, understand

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)

ASKED = [
    ("visit.schedule", "下一次复查是哪天"),
    ("visit.prepare", "聽日覆診使唔使空肚"),
    ("visit.location", "clinic which floor please?"),
    ("visit.reschedule", "能改到下个星期吗"),
    ("urine.24h", "24小时尿的第一泡要不要"),
    ("urine.first_morning", "晨尿是刚醒那次吗"),
    ("urine.midstream", "how do i catch the midstream part"),
    ("urine.missed_void", "漏咗一次尿使唔使由頭嚟過"),
    ("urine.storage", "尿要放冰箱吗"),
    ("urine.young_child", "还用尿布的孩子怎么接尿"),
    ("medicine.kidney", "血压不高为什么还要吃普利"),
    ("medicine.sick_day", "又吐又拉，沙坦还要吃吗"),
    ("medicine.other", "凉茶可以喝吗"),
    ("medicine.missed_dose", "we missed a tablet last night, what do we do?"),
    ("life.vaccine", "可以打流感針嗎"),
    ("consent.withdraw", "中途退出要什么手续"),
    ("study.placebo", "安慰剂是什么意思"),
    ("study.costs", "車費有冇得報銷"),
    ("contact.hours", "周末有人值班吗"),
    ("contact.emergency", "什么情况要打120"),
    ("app.access", "忘了密码怎么办"),
    ("app.language", "how do I change the app to English"),
    ("messages.stop", "怎么取消短信提醒"),
    ("messages.sms_cost", "回短信收费吗"),
]


def topics(text: str, rules: Rulebook) -> tuple[str, ...]:
    return understand(text, NOW, Context(rules)).topics


@pytest.mark.parametrize(("topic", "text"), ASKED)
def test_a_question_has_its_topic(topic: str, text: str, rules: Rulebook) -> None:
    assert topic in topics(text, rules)


@pytest.mark.parametrize(
    "text",
    ["红烧肉怎么烧才好吃", "write me a poem about rain", "聽日落唔落雨呀", "茅台股票还涨吗", "他分到的是哪一组呀"],
)
def test_a_question_about_something_else_has_none(text: str, rules: Rulebook) -> None:
    assert topics(text, rules) == ()


@pytest.mark.parametrize("text", ["孩子今天精神很好", "we are at the zoo", "佢今日打咗疫苗返學喇"])
def test_what_is_no_question_has_none(text: str, rules: Rulebook) -> None:
    assert topics(text, rules) == ()
