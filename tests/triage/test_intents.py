"""What a family wants is understood from its own words, and what only looks like it is not."""

from datetime import UTC, datetime

import pytest

from backend.triage.rulebook import Rulebook
from backend.triage.understand import Context, understand
from backend.triage.understanding import Intent

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)

SAID = [
    (Intent.OPT_OUT, "以后这些短信我都不想收了"),
    (Intent.OPT_OUT, "麻烦把提醒关掉"),
    (Intent.OPT_OUT, "唔好再send信息畀我"),
    (Intent.OPT_OUT, "啲提示停晒佢啦"),
    (Intent.OPT_OUT, "please stop the texts"),
    (Intent.OPT_OUT, "no more messages from you, leave me alone"),
    (Intent.OPT_OUT, "bu yao zai fa duanxin le"),
    (Intent.OPT_OUT, "TD"),
    (Intent.WITHDRAW_STUDY, "唔想做喇"),
    (Intent.WITHDRAW_STUDY, "我们全家商量好，这个试验不做了"),
    (Intent.WITHDRAW_STUDY, "我們決定退出研究"),
    (Intent.WITHDRAW_STUDY, "屋企人傾過，個計劃唔跟落去"),
    (Intent.WITHDRAW_STUDY, "we've decided to pull out of the trial"),
    (Intent.WITHDRAW_STUDY, "I want to withdraw my consent"),
    (Intent.WITHDRAW_STUDY, "women bu xiang zuo le yao tuichu"),
    (Intent.ALLOCATION_QUESTION, "他分到的是哪一组呀"),
    (Intent.ALLOCATION_QUESTION, "给他输的到底是细胞还是盐水"),
    (Intent.ALLOCATION_QUESTION, "佢有冇打到真嘢"),
    (Intent.ALLOCATION_QUESTION, "係唔係鹽水嚟㗎，話我知啦"),
    (Intent.ALLOCATION_QUESTION, "did she get the real thing or just salt water"),
    (Intent.ALLOCATION_QUESTION, "which arm is he in"),
    (Intent.TALK_TO_PERSON, "我要跟真人讲"),
    (Intent.TALK_TO_PERSON, "能不能让护士给我打个电话"),
    (Intent.TALK_TO_PERSON, "叫姑娘打返畀我"),
    (Intent.TALK_TO_PERSON, "唔好機械人，搵個人同我傾"),
    (Intent.TALK_TO_PERSON, "put me through to a nurse"),
    (Intent.TALK_TO_PERSON, "could someone call me back please"),
    (Intent.TALK_TO_PERSON, "人工"),
    (Intent.TALK_TO_PERSON, "覆電唔該"),
    (Intent.TALK_TO_PERSON, "谢谢，请回电"),
    (Intent.ALLOCATION_QUESTION, "Tell me the arm."),
    (Intent.THANKS, "辛苦了"),
    (Intent.THANKS, "你们辛苦了"),
    (Intent.THANKS, "辛苦大家"),
    (Intent.THANKS, "姑娘辛苦曬"),
    (Intent.THANKS, "护士辛苦啦"),
    (Intent.THANKS, "收到，会去的，辛苦咯"),
]

LOOK_ALIKES = [
    (Intent.OPT_OUT, "烧退了，精神好多了"),
    (Intent.OPT_OUT, "should I stop the tablets while she vomits"),
    (Intent.OPT_OUT, "谢谢提醒，我们记住了"),
    (Intent.OPT_OUT, "希望今晚别再发烧了"),
    (Intent.OPT_OUT, "取消明天的预约"),
    (Intent.OPT_OUT, "护肾药停了两天"),
    (Intent.WITHDRAW_STUDY, "中途退出会不会影响以后看病"),
    (Intent.WITHDRAW_STUDY, "烧退了"),
    (Intent.WITHDRAW_STUDY, "app自动退出登录了"),
    (Intent.WITHDRAW_STUDY, "we had to leave the clinic early"),
    (Intent.WITHDRAW_STUDY, "we ran out of losartan"),
    (Intent.ALLOCATION_QUESTION, "低钠盐能不能吃"),
    (Intent.ALLOCATION_QUESTION, "his arm hurts where the needle was"),
    (Intent.ALLOCATION_QUESTION, "鼻塞可以用盐水洗鼻吗"),
    (Intent.ALLOCATION_QUESTION, "can he use saline spray"),
    (Intent.ALLOCATION_QUESTION, "安慰剂是什么意思"),
    (Intent.WITHDRAW_STUDY, "週六的衛教課我們不參加，謝謝通知"),
    (Intent.ALLOCATION_QUESTION, "placebo jik hai me a? ngo m ming"),
    (Intent.ALLOCATION_QUESTION, "为啥非得有对照组，都打细胞不行吗"),
    (Intent.TALK_TO_PERSON, "感谢小周护士回电，问题解决啦"),
    (Intent.TALK_TO_PERSON, "多谢姑娘打嚟，阿女把声都精神晒"),
    (Intent.TALK_TO_PERSON, "陈姑娘啱啱打过嚟喇，倾好晒"),
    (Intent.TALK_TO_PERSON, "打了三次都没人接电话"),
    (Intent.TALK_TO_PERSON, "who do I call at night"),
    (Intent.TALK_TO_PERSON, "thanks for the call yesterday"),
    (Intent.TALK_TO_PERSON, "你哋部機械人答非所問"),
    (Intent.THANKS, "佢好辛苦"),
    (Intent.THANKS, "個仔唞氣辛苦"),
    (Intent.THANKS, "孩子很辛苦"),
    (Intent.THANKS, "她今天辛苦了"),
    (Intent.THANKS, "佢成晚辛苦曬"),
    (Intent.THANKS, "昨晚辛苦了一夜"),
    (Intent.THANKS, "辛苦"),
]


def intents(text: str, rules: Rulebook) -> tuple[Intent, ...]:
    return understand(text, NOW, Context(rules)).intents


@pytest.mark.parametrize(("intent", "text"), SAID)
def test_what_is_wanted_is_understood(intent: Intent, text: str, rules: Rulebook) -> None:
    assert intent in intents(text, rules)


@pytest.mark.parametrize(("intent", "text"), LOOK_ALIKES)
def test_what_only_looks_like_it_is_not(intent: Intent, text: str, rules: Rulebook) -> None:
    assert intent not in intents(text, rules)


def test_what_is_said_inside_a_denial_is_denied_too(rules: Rulebook) -> None:
    assert Intent.WITHDRAW_STUDY in intents("please take us off the study", rules)
    assert Intent.WITHDRAW_STUDY not in intents("please don't take us off the study", rules)


def test_half_of_a_choice_is_no_denial(rules: Rulebook) -> None:
    assert Intent.WITHDRAW_STUDY in intents("不能让他参加研究", rules)
    assert Intent.WITHDRAW_STUDY not in intents("别的研究能不能让他参加", rules)


def test_what_only_looks_like_it_does_not_reach_over_a_comma(rules: Rulebook) -> None:
    assert Intent.OPT_OUT not in intents("别再发脾气了", rules)
    assert Intent.OPT_OUT in intents("别再发，脾气都上来了", rules)
