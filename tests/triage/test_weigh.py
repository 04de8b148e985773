"""Which signs count: not what is denied, supposed, told, long past or of somebody else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.protocol.load import load_pack
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand
from backend.triage.understanding import Understanding, Urgency

RULES = compile_rules(load_pack(Path("messages/nct06731192")).listening)
NOW = datetime(2027, 3, 2, tzinfo=UTC)


def read(text: str, *, enrolled_siblings: bool = False) -> Understanding:
    return understand(text, NOW, Context(RULES, enrolled_siblings=enrolled_siblings))


@pytest.mark.parametrize(
    "text",
    [
        "佢口唇有啲紫，唞气好辛苦",
        "his lips look like he ate blueberries",
        "他的嘴唇像吃了蓝莓一样",
        "喘不上气了",
        "刚才抽了一分钟，翻白眼",
        "She can't finish a sentence, fighting for breath",
        "起了荨麻疹，又吐了两次",
        "39度2，脖子硬得低不下头",
        "不是没有呼吸困难",
        "没发烧，但是喘不上气",
        "no fever but his lips are blue",
        "奶奶说他刚才晕倒了",
        "奶奶喂了一次药，爷爷又喂了一次药，吃了双份",
        "他说不想活了",
        "孩子没精神，叫他不太应",
        "我打了孩子，控制不住自己",
        "救命",
        "救命啊！！",
        "please, this is an emergency",
        "SOS",
    ],
)
def test_an_emergency_is_an_emergency(text: str) -> None:
    assert read(text).urgency is Urgency.EMERGENCY, read(text).reason


@pytest.mark.parametrize(
    "text",
    [
        "没有呼吸困难、抽搐或胸痛",
        "no trouble breathing, seizure or chest pain",
        "呼吸困难：无",
        "seizure? none. chest pain? none.",
        "去年抽搐过一次",
        "如果晚上喘不上气怎么办",
        "what if he has a seizure",
        "弟弟晕倒了",
        "说明书上写着会嘴唇发紫",
        "他假装晕倒，演得真像",
        "笑到抽筋",
        "救命啊，作业写不完",
        "佢话唔想再抽血，点算好",
        "急症部嘅电话系几多",
    ],
)
def test_what_is_not_the_childs_now_is_no_emergency(text: str) -> None:
    assert read(text).urgency is not Urgency.EMERGENCY, read(text).reason


@pytest.mark.parametrize(
    "text",
    ["没有“抽搐”", '没有"抽搐"，只是抖了一下', "没有「发烧」", 'not "vomiting", just hiccups', "no “fever” today"],
)
def test_a_sign_in_quotation_marks_is_denied_as_without_them(text: str) -> None:
    assert read(text).urgency.rank < Urgency.URGENT.rank, read(text).reason


@pytest.mark.parametrize(
    "text",
    [
        "他说“不”喘不上气了",
        '他说"不"喘不上气了',
        "他说“不”，喘不上气",
        '问他要不要水，他说"不要"，"喘不上气"',
        "没有“抽搐”，但是喘不上气",
    ],
)
def test_what_is_quoted_before_a_sign_does_not_deny_it(text: str) -> None:
    assert read(text).urgency is Urgency.EMERGENCY, read(text).reason


def test_a_discounted_sign_is_told_with_the_reason() -> None:
    assert "denied" in read("没有呼吸困难").reason
    assert read("弟弟晕倒了").discounted


def test_of_two_children_who_take_part_a_sibling_counts_too() -> None:
    assert read("弟弟晕倒了").urgency is Urgency.NONE
    assert read("弟弟晕倒了", enrolled_siblings=True).urgency is Urgency.EMERGENCY


def test_words_of_suicide_count_of_anybody() -> None:
    assert read("我不想活了").urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "I want to ask if she cannot breathe at night who do I ring",
        "Can I ask if he has a seizure whether we call 120 or you",
        "Do we still come even if she vomits blood",
        "The doctor asked if she is vomiting blood, she is not",
        "跟着书上说的抽搐急救步骤学了一遍",
        "本子上写着抽搐怎么办",
        "老师昏倒了，学校放假",
        "照网上说的尿血就是复发，是吗",
        "按说明书上写的，尿血要打电话，对吗",
    ],
)
def test_what_is_asked_or_read_somewhere_is_no_sign(text: str) -> None:
    assert read(text).urgency.rank < Urgency.URGENT.rank


@pytest.mark.parametrize(
    "text",
    [
        "老师，嘴皮皮肿起多高，是不是遭蜂子蜇了",
        "我手在跟前晃他不眨眼，怎么喊都没反应",
        "她作业本最后一页写着给妈妈的话，像遗书一样",
        "胸口出咗一片红色嘅疹，幼细过沙，唔痕",
        "her eyes look as if she's been crying all night but she hasn't",
        "niao de yanse xiang kele, jintian zaoshang di yi ci niao",
    ],
)
def test_whom_one_writes_to_what_it_looks_like_and_where_it_stands_take_nothing_away(text: str) -> None:
    assert read(text).urgency.rank >= Urgency.URGENT.rank


@pytest.mark.parametrize(
    "text",
    [
        "Exactly three years ago today he had a fever of 40",
        "您问的都没有：没水肿、没血尿、没头晕",
        "Traffic not moving at all, we will be 30 minutes late",
        "打完一点反应都没有，是不是安慰剂",
        "二十四小时一共920毫升，最后一次早上六点五十",
        "佢日日話悶到抽筋，其實係唔想做功課",
    ],
)
def test_what_only_looks_like_a_sign_pages_nobody(text: str) -> None:
    assert read(text).urgency.rank < Urgency.URGENT.rank


@pytest.mark.parametrize(
    "text", ["三年前烧过，今天烧到40度", "叫他一点反应都没有", "他一动不动", "24小时一共才200毫升"]
)
def test_what_is_said_much_the_same_of_now_still_does(text: str) -> None:
    assert read(text).urgency.rank >= Urgency.URGENT.rank
