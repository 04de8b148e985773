"""What only happens beside a sign takes nothing from it: who is away, what broke, what was played with."""

from datetime import UTC, datetime

import pytest

from backend.triage.rulebook import Rulebook
from backend.triage.understand import Context, understand
from backend.triage.understanding import Urgency

NOW = datetime(2027, 3, 2, tzinfo=UTC)
SIGNS = ("突然抽筋了", "喘不过气", "叫不醒", "晕倒了", "吐血了", "脸肿了，喘不上气", "看不见东西了")
BEFORE = """\
我老公上班去了，
他妈妈不在家，
弟弟也在哭，
奶奶刚打电话说
同学跑来说
校医打给我，
空调坏了，
手机快没电了，
楼上装修味道大，
玩手机玩着玩着，
被狗吓了一跳，
被猫抓了，
踢足球被撞，
跟同学打架，
同学推了他一下，
吃了同学给的糖，
吃了邻居给的花生，
吞了颗乐高，
玩具零件卡在喉咙，
吞了纽扣电池，
抱着小熊睡觉，
穿着恐龙睡衣，
化妆的时候，
做作业的时候，
做噩梦惊醒，
电视里在放新闻，
百度了一下，
我看书上说不要动他，
以前打针也没事，这次
如果方便请马上回电，
不知道会不会是过敏，
他会不会死啊，
弟弟没有发烧，
我老公开车送我们去医院，
奶奶带去急诊，
我妈陪着在医院，
邻居帮忙打了120，
在姥姥家，
""".splitlines()
AFTER = """\
，以前没有过
，去年也有过一次
，哥哥小时候也这样
，弟弟没事
，刚才那条打错字了
，不像是装的
，书上说要送医院
，我老公出差了
""".splitlines()
CANTONESE = """\
我老公返咗工，唞唔到氣
玩緊手機，嗌極都唔醒
俾隻狗嚇親，暈低咗
吞咗粒電芯，嘔血
玩具哽住喉嚨，嘴唇發紫
著住恐龍衫，突然抽筋
以前打針都冇事，今次條脷腫晒
校醫打俾我，暈低咗
如果得閒請即刻覆電，佢反白眼
""".splitlines()
ENGLISH = """\
Swallowed a lego, cant breathe
Toy stuck in her throat, lips are blue
Swallowed a battery, vomiting blood
Playing minecraft, had a seizure
Hugging teddy, wont wake up
In his dinosaur costume, passed out
If you are free please call, cant breathe
奶奶抱着他，他抽了三分钟，现在他没事了
阿嫲話佢抽咗三分鐘，而家佢冇事
Grandma was here, he had a fit for 3 minutes, he is fine now
老公送我们去急诊路上抽搐了
My husband took us to A&E, he had a seizure on the way
上周还活蹦乱跳，现在躺着喘气胸口一凹一凹的，话都说不成句
手机快没电了 吐血了
水管爆了，大女儿跑来说弟弟抽搐了，弟弟就是参加你们试验的那个
""".splitlines()
OTHERS = """\
我爸，昨晚晕倒了
我老公发烧了，还吐
爷爷中风了，半边身子动不了
我家猫一直吐，站都站不起来，抽了
手机又死机了，怎么按都没反应
她演睡美人，躺地上谁叫都不醒
上面写着「嘴唇发紫、叫不醒」
张纸写：嘴唇发紫、叫唔醒打120
阿公中風入咗醫院，嘴歪晒
如果发烧，喘不过气怎么办
如果半夜在家，突然抽筋怎么办
隔籬屋個仔今日抽筋畀救護車車走咗，我個女冇事
他演老虎，躺地上翻白眼装死
Grandad had a stroke, mouth all droopy
If it is night, and he has a seizure, what do we do
楼下那只橘猫昨晚抽了，口吐白沫
他舅舅胸口疼去放了俩支架，昨天出院了
他奶奶昨天摔了一跤骨折住院了
工人姐姐琴晚肚痛到碌地，入咗醫院割盲腸
电脑中病毒彻底瘫了，黑屏叫不醒
日记里"抽搐"那一栏，没有的话是空着还是要选"无"？
春天那次咳嗽带血丝，当时查了是鼻血倒流，半年多了没再出现
""".splitlines()
CARED_FOR = """\
我老公送我们去急诊，吐了好多次
奶奶带去医院了，住院
我妈陪着住院，今天又吐了三次
My husband took us to A&E, vomited three times
My husband and I are in A&E with him
""".splitlines()


def level(text: str, rules: Rulebook) -> Urgency:
    return understand(text, NOW, Context(rules)).urgency


@pytest.mark.parametrize("beside", BEFORE)
def test_what_happens_before_lowers_nothing(beside: str, rules: Rulebook) -> None:
    assert {sign: level(beside + sign, rules) for sign in SIGNS} == dict.fromkeys(SIGNS, Urgency.EMERGENCY)


@pytest.mark.parametrize("beside", AFTER)
def test_what_is_said_after_lowers_nothing(beside: str, rules: Rulebook) -> None:
    assert {sign: level(sign + beside, rules) for sign in SIGNS} == dict.fromkeys(SIGNS, Urgency.EMERGENCY)


@pytest.mark.parametrize("text", CANTONESE + ENGLISH)
def test_it_lowers_nothing_in_any_language(text: str, rules: Rulebook) -> None:
    assert level(text, rules) is Urgency.EMERGENCY


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_plainly_of_another_or_told_is_no_sign(text: str, rules: Rulebook) -> None:
    assert level(text, rules) not in (Urgency.EMERGENCY, Urgency.URGENT)


@pytest.mark.parametrize("text", CARED_FOR)
def test_who_takes_a_child_to_hospital_is_not_the_one_who_is_ill(text: str, rules: Rulebook) -> None:
    assert level(text, rules) is Urgency.URGENT
