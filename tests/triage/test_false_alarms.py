"""What sounds like a sign and is none, by kind; beside each kind, what may not be lost with it."""

from datetime import UTC, datetime

import pytest

from backend.triage.rulebook import Rulebook
from backend.triage.understand import Context, understand
from backend.triage.understanding import Understanding, Urgency

NOW = datetime(2027, 3, 2, tzinfo=UTC)


def read(text: str, rules: Rulebook) -> Understanding:
    return understand(text, NOW, Context(rules))


NONE = {
    "machine, toy or animal": [
        "家里那台老风扇喘得跟拖拉机一样，吵得孩子睡不着",
        "we had the hoover out, the hoover keeps wheezing",
        "楼下那只橘猫昨晚抽了，口吐白沫",
        "洗衣机甩干的时候一直抽动",
        "我家狗口吐白沫送去兽医了",
        "部洗衣機震到冧咗",
        "隻倉鼠叫極都唔應",
        "the budgie has a wheeze",
        "the engine keeps wheezing",
    ],
    "a program that answers beside the point": [
        "你们这机器人总是答非所问，气死人",
        "部機械人答非所問，有冇真人",
    ],
    "one's own": [
        "我自己昨晚烧到39度",
        "我爬六楼喘得不行",
        "我行山行到小腿抽筋",
        "I've got a fever myself so can't drive",
    ],
    "another, the child is well": [
        "隔壁床的孩子上次打完针脸都憋紫了，我家这个好好的",
        "隔籬屋個細路昨晚又抽搐又嘔，我哋個冇事",
        "the boy next to us, my friend's, had a seizure and lots of vomiting. Ours is fine",
    ],
    "only to know": [
        "想先问清楚，出现呼吸困难一般在打完多久",
        "發燒食唔食得美林？問定先",
        "hypothetically, two tablets by mistake, who picks up",
    ],
    "over since long": [
        "he had fits as small baby only, doctor say finish. now he 11",
        "補一下資料：幼稚園時他對花生過敏，全身起疹子送急診，五年前的事了",
        "三岁那年发烧抽过一次，后来再没犯过",
        "佢四個月大嗰陣試過抽搐，而家九歲，冇再試過",
        "Passed out once at age 4, never since",
    ],
    "game, part or stain": [
        "won musical statues at the party, stood stiff as a board for two min",
        "吃完草莓，一张脸都紫了，擦一擦就没了",
        "佢面灰晒都係因為玩粉筆灰，沖水就冇",
        "笑死了，他冲着镜子练歪嘴笑",
        "他涂了一脸番茄酱躺地上装死，哈哈",
        "個嘴藍晒，係食咗珍寶珠，抹一抹就甩，哈哈",
        "lips blue, tongue blue, wiped it off, a blue lolly",
    ],
    "words that only sound alike": [
        "最近动不动摔门",
        "老細講嘢激到我嘔血",
        "hardly touching her dinner this week",
        "睇戲 siu dou ngo lau ngaan lui",
        "三十六度七，血压九十六六十，尿冇泡",
        "he is swimming like a fish",
        "尿完水面一圈白沫",
        "抽完血就回家了",
        "四十度的白酒",
        "公車在半路拋錨斷氣",
        "花了八千块修车，心口疼",
        "she threw her crayons across my desk",
        "kidney tonic from the herbalist",
        "his jumper says wash at 40 degrees",
        "求求你告诉我分到哪组",
        "他说长大要当救护车司机",
        "nose like a tap, no temperature",
        "Temp 36.9, BP 101/62, wee x5",
        "BBQ燒到啲雞翼黑晒",
        "昨天漏了一次药，今天照常吃",
        "他晚上磨牙睡不踏实",
    ],
    "dream, drawing or correction": [
        "昨晚梦见他晕倒，还好是梦",
        "he drew a dragon with blue lips",
        "刚写的“发烧”点错了，其实没有",
        "撳錯咗「嘔3次」",
        "同意書寫可能寒顫",
        "could the drip give him a rash?",
    ],
}
REAL = [
    "不是装的，他嘴唇发紫",
    "问他什么都答非所问，连我是谁都说不对",
    "唔係扮嘢，佢真係抖唔到氣",
    "我以为他闹着玩，可是他叫不醒",
    "在车上突然抽搐",
    "坐車嗰陣突然暈低",
    "my son can't breathe",
    "he is breathing like an old engine, wheezing",
    "I only asked about parking, but he is wheezing now",
    "去年抽搐过一次，今天又抽搐了",
    "我自己也发烧，可是孩子现在喘不上气",
    "想死，哈哈",
    "他嘴边都是白沫",
    "刚抽完，人睡过去了",
    "he passed out the moment he stood up",
    "四十度了，一直不退",
    "空调房里还烧到40度",
    "佢揽住公仔瞓，叫极唔应",
    "my phone is dying, he is having a seizure",
    "玩乐高的时候突然右手没力气",
    "Mr Chan says my son collapsed at school",
    "他在作文里写不想活了",
    "the booklet says to call you: he is having a seizure",
    "手册上写着要打给你们，孩子抽搐了",
]


@pytest.mark.parametrize("text", [text for texts in NONE.values() for text in texts])
def test_what_only_sounds_like_a_sign_alarms_nobody(rules: Rulebook, text: str) -> None:
    assert read(text, rules).urgency.rank <= Urgency.ROUTINE.rank, read(text, rules).reason


@pytest.mark.parametrize(
    "text",
    [
        "弟弟没事，他发烧了",
        "叫了救护车，在医院",
        "we called an ambulance",
        "漏了两天药",
        "大便稀了一次，后来又拉了两次",
        "尿红晒",
        "temp 101.5 since noon",
        "pee is brown like tea",
    ],
)
def test_what_looks_like_it_but_is_urgent_stays_urgent(rules: Rulebook, text: str) -> None:
    assert read(text, rules).urgency.rank >= Urgency.URGENT.rank, read(text, rules).reason


@pytest.mark.parametrize("text", REAL)
def test_what_looks_like_it_but_is_real_is_an_emergency(rules: Rulebook, text: str) -> None:
    assert read(text, rules).urgency is Urgency.EMERGENCY, read(text, rules).reason
