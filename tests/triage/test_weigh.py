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
    ],
)
def test_what_is_not_the_childs_now_is_no_emergency(text: str) -> None:
    assert read(text).urgency is not Urgency.EMERGENCY, read(text).reason


def test_a_discounted_sign_is_told_with_the_reason() -> None:
    assert "denied" in read("没有呼吸困难").reason
    assert read("弟弟晕倒了").discounted


def test_of_two_children_who_take_part_a_sibling_counts_too() -> None:
    assert read("弟弟晕倒了").urgency is Urgency.NONE
    assert read("弟弟晕倒了", enrolled_siblings=True).urgency is Urgency.EMERGENCY


def test_words_of_suicide_count_of_anybody() -> None:
    assert read("我不想活了").urgency is Urgency.EMERGENCY
