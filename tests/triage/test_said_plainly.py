"""What a frightened parent types first: every emergency, said plainly and in few words."""

from datetime import UTC, datetime

import pytest

from backend.triage.rulebook import Rulebook
from backend.triage.understand import Context, understand
from backend.triage.understanding import Urgency

NOW = datetime(2027, 3, 2, tzinfo=UTC)
MANDARIN = """\
没呼吸了
没有呼吸
没心跳了
摸不到脉搏
呼吸不太对
呼吸很急
呼吸困难
喘得厉害
喘不上来气
憋气
嘴唇发青
嘴唇发黑
脸色发青
指甲发紫
突然说不出话
说话大舌头
说话不清楚
不会说话了
人动不了了
一动不动
叫不答应
喊不答应
叫不应
昏迷了
不省人事
失去知觉
晕过去了
抽风了
抽搐
翻白眼口吐白沫
手脚乱抽
嗓子眼堵住了
喉咙肿了
舌头肿
嘴巴肿
胸痛
心口疼
咳血
吐了一口血
眼睛看不见了
突然瞎了
半边身体没力气
嘴歪了
剧烈头痛还吐
皮肤有紫点按不掉
起疹子喘不过气
脖子硬发烧
烧到40度
40度2
四十度
喝了防腐剂
把瓶子里的药水喝了
吃多了药
药吃重了吃了两次
想死
不想活
割腕
想跳楼
他爸打他
被老师摸了
尿不出来还有血块
腿突然肿得很粗
打冷战皮肤发花
昏昏沉沉叫不醒
迷迷糊糊认不得人
溺水了，没醒
孩子掉水里了，刚捞上来
洗澡滑进盆里，呛了好多水
孩子触电了
手指捅插座，被电倒了
花生米呛气管里了
硬币卡喉咙，咳不出来
误喝了洁厕灵
他吞了一颗纽扣电池
喝了一口农药
把爷爷的药当糖吃了
刚还好好的，这会儿说不了话
搞不清楚自己在哪，一直乱讲话
手抽个不停
有只脚变黑变凉
右眼忽然瞎了
站阳台上要跳
有人脱我女儿裤子
他喝了一口花露水
""".splitlines()
CANTONESE = """\
冇呼吸
冇咗呼吸
冇心跳
唔識唞氣
唞唔到氣
唞氣好急
唞氣困難
喘到好犀利
哽親
哽住咗
嘴唇紫色
嘴唇發黑
面青
手指甲紫色
突然唔識講嘢
講嘢唔清楚
郁唔到
唔郁
完全冇反應
叫唔醒
叫極都冇反應
昏迷
暈咗
暈倒
抽筋
抽緊筋
反白眼口吐白泡
成個人震唔識應
喉嚨腫
條脷腫
嘴唇腫
胸口痛
心口好痛
咳血
嘔血
睇唔到嘢
突然盲咗
半邊身冇力
嘴歪
頭痛到嘔
啲疹禁落去唔散
出風癩又唞唔到氣
條頸硬發燒
燒到40度
四十度幾
飲咗啲防腐劑
食多咗藥
食咗兩次藥
唔想做人
想死
界手
想跳樓
佢爸爸打佢
俾人摸
屙唔到尿有血塊
隻腳突然腫到好大
好眼瞓叫唔醒
神志不清
唔認得人
阿仔跌咗落水，啱啱捞返上嚟
佢俾電電親呀
粒提子塞住個喉嚨
個仔吞咗粒電芯
飲咗啖漂白水
依家唔識講嘢
問佢喺邊度佢都唔知
成身淋晒，頭都擔唔起
血塊塞住，成日冇尿
企咗出窗邊話要跳
""".splitlines()
ENGLISH = """\
he isnt breathing
she is not waking up
he is not moving
he is unable to breathe
he cannot speak
he suddenly can't talk
his speech is slurred
he is slurring his words
there is no pulse
no heartbeat
he did not wake up
he cannot see
she says everything went dark
he is unconscious
he lost consciousness
he blacked out
he passed out twice
he is having a fit
he is fitting
he is convulsing
she is shaking all over and not responding
his eyes rolled back
his lips turned blue
blue lips
her fingertips are blue
he looks grey
he is gasping
he is gasping for air
struggling to breathe
breathing very fast and hard
short of breath
he's wheezing badly
he is choking
something stuck in his throat
his tongue is swelling
his lips are swollen
throat is closing up
his face is swelling and he can't breathe
coughing up blood
throwing up blood
vomited blood
chest pain
his chest hurts
one arm is weak
his mouth is drooping
left side of face is drooping
he can't move his right leg
worst headache of his life with vomiting
headache and blurred vision
purple spots that don't fade
rash doesn't disappear when I press
hives and vomiting
stiff neck and fever
fever 40.2
temperature 104
104F fever
he drank the preservative
he swallowed the liquid in the urine bottle
he took 10 tablets of losartan
double dose by mistake
he took too many pills
he wants to kill himself
she cut herself on purpose
his dad beats him
he was touched by his uncle
he can't pee and there are clots
blood clots in urine and cannot pee
leg suddenly swollen and purple
his arm is cold and blue
shivering and skin is mottled
he is very drowsy and hard to wake
confused and doesn't know where he is
doesn't recognise me
he is floppy
limp like a doll
I cannot wake her up
I can't wake my son
he fell in the pool, we just pulled him out, not breathing
found face down in the water
she's been electrocuted by the charger
he stuck a fork in the socket and got a shock
grape stuck in her throat
he swallowed a button battery
she drank some bleach
my son does not recognise me
wants to speak but cannot
head just hangs, no strength in her body
one calf so big and so hot
drank the whole bottle of calpol
on the roof saying he will jump
""".splitlines()
NOT_SO = """\
没有呼吸困难
冇呼吸困難
no breathing problems
choking hazard, small parts
心跳停了一拍，他太好看了
一直在吐槽食堂
traffic isn't moving, we'll be late
my heart stopped when I saw the bill
摸了摸头就好了
还不会说话，才一岁
cant speak english well sorry
drowning in paperwork this week
我换了新手机，旧的掉水里了
静电电了我一下，哈哈
她演白雪公主，咬了一口毒苹果
学校教防溺水，画了张海报
冇氣促，食得瞓得
she drank the whole bottle of squash at the party
先用酒精擦了擦，再吃了药
one calf is a bit sore after football
he has cuts on his arms from the brambles
you can't recognise him, he has grown so tall
他游泳课呛了两口水，上岸就好了
""".splitlines()


@pytest.mark.parametrize("text", MANDARIN + CANTONESE + ENGLISH)
def test_an_emergency_said_plainly_is_heard_by_the_rules_alone(text: str, rules: Rulebook) -> None:
    understood = understand(text, NOW, Context(rules))
    assert understood.urgency is Urgency.EMERGENCY, understood.reason


@pytest.mark.parametrize("text", NOT_SO)
def test_what_only_sounds_like_one_is_not(text: str, rules: Rulebook) -> None:
    understood = understand(text, NOW, Context(rules))
    assert understood.urgency is not Urgency.EMERGENCY, understood.reason
