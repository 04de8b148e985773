"""A child's death is heard in every language; another's death, and what only sounds like one, is not."""

from datetime import UTC, datetime

import pytest

from backend.triage.rulebook import Rulebook
from backend.triage.understand import Context, understand
from backend.triage.understanding import Urgency

NOW = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
SIGNS = {"child-died", "child-died-before"}
PERHAPS = (
    "孩子走了",
    "孩子走了。",
    "我女儿走了",
    "孩子已经走了，坐上高铁了",
    "孩子刚刚走了",
    "孩子今早走了，去广州了",
    "阿女走咗",
    "阿仔今朝走咗喇",
    "hai zi zou le",
)
"""Words that may say as well that the child has only left."""
SURELY = (
    "孩子昨晚走了，走得很安详",
    "女儿昨晚走了",
    "女兒噚晚走咗",
    "孩子走了，去天堂了",
    "孩子走了，抢救无效",
    "医生说孩子抢救无效，今天早上走了",
    "孩子走了，别再发短信了",
    "孩子走了，我们很难过",
    "个女走咗喇，唔好再send嘢嚟",
    "孩子突然走了",
    "孩子没了",
    "孩子死了",
    "孩子去世了",
    "孩子几天前走了",
    "my son died yesterday",
)
TOLD = (
    "孩子去世了",
    "孩子走了",
    "我女儿昨晚去世了",
    "个女过咗身",
    "個女過咗身",
    "My daughter passed away last night",
    "my son died yesterday",
    "Our little boy passed away this morning in hospital.",
    "She passed away last night",
    "he died this morning",
    "孩子昨天凌晨三点在医院去世了",
    "医生说孩子抢救无效，今天早上走了",
    "宝宝没了",
    "儿子没了，你们不用再发了",
    "孩子昨晚走了，走得很安详",
    "我们失去了女儿",
    "個仔琴晚走咗",
    "個女走咗喇，唔好再send嘢嚟",
    "阿仔過身喇",
    "we lost our son last night",
    "my child is dead",
    "our daughter is no longer with us",
    "hai zi qu shi le",
    "wo nv er zuo wan qu shi le",
    "go neoi gwo zo san",
    "my baby didn't survive",
    "孩子没抢救过来",
    "孩子已经不在了",
    "女兒上週過世了",
    "孩子奶奶让我说一声，孩子去世了",
    "孩子上个月去世了",
    "We lost her on Sunday. Please stop the reminders, my daughter died.",
    "孩子几天前走了",
    "my daughter passed away last month",
    "孙子没了，别发了",
    "孩子死了",
)
NOT_TOLD = (
    "孩子爷爷昨天去世了",
    "外婆过世，我们改个时间",
    "我爸昨晚走了，这周来不了",
    "爺爺過咗身，想改期",
    "grandpa passed away last night, can we move the visit",
    "my daughter's grandmother passed away",
    "my son's hamster died yesterday",
    "仓鼠死了，孩子哭了一天",
    "孩子的金鱼死了",
    "手机死了",
    "my phone died",
    "the hero died in the film and she cried",
    "电影里女儿死了，他哭得不行",
    "游戏里孩子死了三次",
    "孩子走了两公里，脚疼",
    "孩子走了吗",
    "孩子走了去上学，我晚点填",
    "孩子没了胃口",
    "孩子没了呼吸",
    "孩子冇咗反應",
    "孩子困死了",
    "孩子快死了",
    "孩子会死吗",
    "如果孩子去世了怎么办",
    "my son nearly died laughing",
    "my daughter passed her exam last night",
    "lost my son's card",
    "老师去世了，孩子很难过",
    "同學個阿爺過身",
    "他烦死了",
    "is my son dead?",
    "孩子好像死了",
    "孩子跟奶奶走了",
    "我先走了",
    "孩子接走了",
    "个仔走咗去返学",
    "my son is dead tired",
    "佢打機死咗五次",
    "孩子没有去世",
    "孩子说爱因斯坦去世了",
    "我家狗走了",
    "曾祖母去世了",
    "my daughter is gone to school",
    "妹妹的同学去世了",
    "她说今日佢识得自己绑鞋带",
    "下一趟是几号来着，我本子让孙子撕了折飞机",
    "我自己烧到39度，让他爸带孩子去时间不变",
)


def signs(text: str, rules: Rulebook) -> set[str]:
    return {sign.key for sign in understand(text, NOW, Context(rules)).signs}


@pytest.mark.parametrize("text", TOLD)
def test_a_death_is_heard_and_somebody_is_paged_at_night(text: str, rules: Rulebook) -> None:
    understood = understand(text, NOW, Context(rules))
    found = [sign for sign in understood.signs if sign.key in SIGNS]
    assert found, understood.reason
    assert all((sign.level, sign.night, sign.sae) == (Urgency.URGENT, True, True) for sign in found)
    assert {sign.answer for sign in found} == {"safety-death"}


@pytest.mark.parametrize("text", NOT_TOLD)
def test_another_death_or_what_only_sounds_like_one_is_not(text: str, rules: Rulebook) -> None:
    assert not SIGNS & signs(text, rules)


@pytest.mark.parametrize(
    "text", ["女儿昨晚走了，弟弟喘不上气", "my daughter died last night, her brother cannot breathe"]
)
def test_another_child_beside_it_is_named(text: str, rules: Rulebook) -> None:
    assert signs(text, rules) >= {"child-died", "another-child-lives"}


@pytest.mark.parametrize("text", PERHAPS)
def test_what_may_say_that_the_child_has_only_left_is_heard_as_both(text: str, rules: Rulebook) -> None:
    assert signs(text, rules) >= {"child-died", "perhaps-only-left"}


@pytest.mark.parametrize("text", SURELY)
def test_what_can_only_be_a_death_is_not_doubted(text: str, rules: Rulebook) -> None:
    found = signs(text, rules)
    assert SIGNS & found
    assert "perhaps-only-left" not in found
