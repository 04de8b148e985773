"""Each urgent sign is heard in three languages; denied, of another, long past or supposed it is not."""

from datetime import UTC, datetime

import pytest

from backend.triage.rulebook import Rulebook
from backend.triage.understand import Context, understand
from backend.triage.understanding import Understanding, Urgency

NOW = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
SAID = {
    "fever": ("孩子昨晚开始发烧了", "佢个头好㷫，摸落烫手", "his forehead is so hot you could fry an egg on it"),
    "fever-number": ("量了两回都是三十八度多", "头先探到38度几", "the stick shows 38 something"),
    "fever-after-infusion": ("打完针回家就发烧了", "打完针返嚟发紧烧", "fever since the infusion"),
    "chills": ("盖着被子还在发抖", "佢冚住张被都系咁震", "shaking under two blankets and still cold"),
    "hives": ("后背起了一片一片的红疙瘩", "成身起晒风癞", "itchy red bumps all over her arms"),
    "face-swelling": ("早上眼皮肿得像桃子", "今朝对眼肿到擘唔开", "both his eyes were puffy this morning"),
    "leg-swelling": ("脚背按下去一个坑", "对脚腫，对鞋着唔落", "his socks leave deep rings and the ankles are fat"),
    "repeated-vomiting": ("晚饭后吐了三回", "今日呕咗几次", "threw up twice since lunch"),
    "vomiting-again": ("刚才又吐了一地", "佢头先又呕", "she vomited again just now"),
    "repeated-loose-stools": ("从早上拉肚子到现在", "肚屙，成日走厕所", "runny poo five times today"),
    "poor-drinking": ("喂水就把杯子推开", "水都唔肯饮", "drinks two sips and turns away from the cup"),
    "no-urine": ("早上到现在一泡尿都没有", "成日冇屙尿", "her potty is dry since lunch, no wee at all"),
    "bloody-urine": ("尿像铁锈水一样", "屙尿好似普洱茶咁色", "his pee looks like prune juice"),
    "weight-gain": ("三天重了四斤", "两日重咗三斤", "up 2 kg since Sunday"),
    "dizziness": ("一站起来就头晕要扶墙", "佢企起身就晕", "gets dizzy when he stands up"),
    "recurrent-headache": ("这个礼拜天天喊头疼", "呢个礼拜日日都话头赤", "third headache this week and it is worse"),
    "high-pressure": ("血压142/96", "上压138下压92", "bp 140 over 95"),
    "painful-urination": ("尿尿的时候喊疼", "屙尿赤住，喊晒", "it burns when she wees"),
    "strong-belly-pain": ("肚子疼得在床上打滚", "佢肚痛到碌地", "tummy pain all night, curled up and crying"),
    "drip-site": ("扎针的地方又红又硬", "打针嗰度红肿", "the spot where the needle was is hard and hot"),
    "kidney-medicine-stopped": ("普利已经停了一个星期", "粒肾药停咗三日", "ran out of losartan on Sunday"),
    "nsaid-given": ("昨晚给他吃了美林", "畀佢食咗布洛芬", "gave him nurofen at two"),
    "sudden-hearing-change": ("左边耳朵突然听不见", "右耳突然听唔到", "suddenly cannot hear in his left ear"),
    "sudden-vision-change": ("看东西突然模糊了", "佢话睇嘢矇晒", "everything is blurry since this morning"),
    "infection-contact": ("表弟出水痘，昨天一起玩的", "佢同班有人出水痘", "cousin with chickenpox played here"),
    "admitted": ("昨晚去了急诊", "佢入咗院", "we are in A&E now"),
    "injury": ("从滑梯摔下来下巴缝了四针", "跌亲，去紧缝针", "fell off his bike and needs stitches"),
    "not-right": ("说不上来哪里不对", "佢成个人怪怪哋，唔妥", "something is off with her"),
    "very-worried": ("我真的特别担心他", "我好担心佢", "I am worried sick"),
}
ALSO_SAID = (
    ("poor-drinking", "孩子不吃不喝一天了"),
    ("poor-drinking", "佢唔食唔飲成日"),
    ("poor-drinking", "she is not eating or drinking"),
    ("very-worried", "我们很害怕，能给我们回个电话吗"),
    ("very-worried", "我哋好驚"),
    ("very-worried", "I'm scared"),
)
UNSAID = (
    "我很害怕打针的人，替他问问",
    "孩子没发烧，没吐，也没拉肚子",
    "冇發燒冇嘔冇肚屙",
    "no fever, no vomiting, no rash",
    "眼皮没肿，脚也不肿",
    "尿不红，黄黄的",
    "no swelling at all",
    "弟弟发烧了，哥哥没事",
    "妹妹昨晚吐了三次，参加研究的哥哥没事",
    "外婆住院了，我得陪床",
    "my husband has a fever, not the kid",
    "去年发烧到39度",
    "小时候出过荨麻疹",
    "he had hives years ago",
    "去年红尿过一次，后来没有了",
    "如果发烧了怎么办",
    "万一吐了好几次怎么办",
    "what if she gets a rash after the drip?",
    "如果佢肚屙點算",
    "要是尿红了打哪个电话",
    "打完针要是发烧了该咋办",
    "如果半夜发烧，我应该搵边个",
    "can he take ibuprofen in future?",
    "他每天按时吃药，一次没漏",
    "水痘疫苗什么时候打",
    "下周一住院打第二次针，我们会来",
    "今天给他烧了一桌菜",
    "笑得肚子疼",
    "手机烫得跟发烧似的",
    "今天气温三十八度",
    "we took bus 39 to bed 38, 40 minutes late",
)
LOWER = (
    ("晚饭后吐了一口，再没吐", Urgency.ROUTINE),
    ("one little vomit in the car", Urgency.ROUTINE),
    ("昨天拉了一次稀，就一次", Urgency.ROUTINE),
    ("尿里泡沫多，眼皮没肿", Urgency.ROUTINE),
    ("有啲热气，饮咗碗凉茶", Urgency.ROUTINE),
    ("奶奶给他熬了中药", Urgency.ROUTINE),
    ("昨晚漏了一次药", Urgency.ROUTINE),
    ("37.6", Urgency.ROUTINE),
    ("四天没大便了", Urgency.ROUTINE),
    ("一切正常，36.5", Urgency.NONE),
)


def hear(text: str, rules: Rulebook) -> Understanding:
    """What the demo study understands."""
    return understand(text, NOW, Context(rules))


@pytest.mark.parametrize(
    ("key", "text"),
    [*((key, text) for key, texts in SAID.items() for text in texts), *ALSO_SAID],
    ids=lambda value: str(value)[:40],
)
def test_each_urgent_sign_is_heard_in_each_language(key: str, text: str, rules: Rulebook) -> None:
    understood = hear(text, rules)
    assert key in {sign.key for sign in understood.signs}
    assert understood.urgency.rank >= Urgency.URGENT.rank


@pytest.mark.parametrize("text", UNSAID)
def test_what_is_denied_or_supposed_or_long_past_or_of_another_is_not_urgent(text: str, rules: Rulebook) -> None:
    assert hear(text, rules).urgency.rank < Urgency.URGENT.rank


@pytest.mark.parametrize(("text", "level"), LOWER)
def test_what_can_wait_for_a_working_day_is_routine(text: str, level: Urgency, rules: Rulebook) -> None:
    assert hear(text, rules).urgency is level


def test_every_urgent_sign_of_the_pack_that_texts_tell_is_among_these(rules: Rulebook) -> None:
    told = {key for key, sign in rules.signs.items() if sign.level == "urgent" and sign.patterns and not sign.pauses}
    assert told == set(SAID), "a death has tests of its own"


@pytest.mark.parametrize("text", ["弟弟出水痘，两个人睡一张床", "his sister has measles"])
def test_contact_with_an_infection_counts_though_it_is_another_who_is_ill(text: str, rules: Rulebook) -> None:
    assert hear(text, rules).urgency is Urgency.URGENT


@pytest.mark.parametrize(("text", "night"), [("一整天没尿", True), ("眼皮肿了", True), ("昨晚给他吃了美林", False)])
def test_signs_that_cannot_wait_for_the_morning_are_marked(text: str, night: bool, rules: Rulebook) -> None:
    assert any(sign.night for sign in hear(text, rules).signs) is night


@pytest.mark.parametrize("text", ["昨晚住院了", "he was admitted last night", "佢去咗急症"])
def test_an_admission_may_be_a_serious_adverse_event(text: str, rules: Rulebook) -> None:
    assert any(sign.sae for sign in hear(text, rules).signs)


@pytest.mark.parametrize(
    "text",
    [
        "he was taken to the ER, parking was awful",
        "昨晚去了急诊，旁边全是人",
        "the cat sat with him, he vomited three times",
    ],
)
def test_what_is_told_beside_it_takes_no_urgent_sign_away(text: str, rules: Rulebook) -> None:
    assert understand(text, NOW, Context(rules)).urgency is Urgency.URGENT
