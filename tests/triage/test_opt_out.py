"""No more texts, said in sentences: heard in every way of writing, and not where something else shall stop."""

import pytest

from backend.triage.rulebook import Rulebook
from backend.triage.understanding import Intent
from tests.triage.test_intents import intents

WANTED = """\
不要再发短信给我了
别再给我发信息了
唔好再send短訊俾我
pls don't text me any more
请不要再给我发短信了
麻烦别发短信来了
以后不要给我发消息了，谢谢
这些短信太多了，不要再发了
我不想再收到你们的短信
可以不要再发提醒给我吗
能不能别再发短信了
能不能不要给我发信息
短信别发了
信息不用再发了
不用再发信息给我了，我记得住
你们的提醒短信可以停了
麻烦把我从短信名单里去掉
不要发到我手机上了
请停止向我发送短信
求你们别发了
以后有事打电话，别发短信
別再傳簡訊給我了
請不要再傳訊息給我
拜託不要一直傳簡訊來
唔好再發訊息嚟喇
唔該唔好再send嘢俾我
可唔可以唔好再send message俾我
唔使再send提示畀我喇，我自己識記
我唔想再收短訊
啲短訊唔好再嚟喇
停咗啲短訊啦唔該
唔好再傳whatsapp俾我
我個電話唔好再收到你哋嘅短訊
please stop texting me
can you stop sending me these messages
I don't want any more texts from you
no more messages please
don't send me any more reminders
dont txt me anymore
could you please not text me again
kindly stop messaging this number
take me off the text list
I'd rather not get these texts
u can stop the texts now thx
please do not message me again
quit sending reminders to this phone
we don't need the reminders any more
stop these msgs pls
bu yao zai fa duan xin le
bie zai fa duanxin gei wo le
m hou zoi send sms bei ngo
不要再發短信給我了
别 再 给 我 发 信 息 了
不要再给我妈发短信了
这个号码不要再发了
短信太频繁了，停了吧
那个每天八点的短信能不能停掉
呢啲短訊可唔可以停咗佢
m sai send la, ngo m tai ge
Abeg no dey send me this message again
""".splitlines()
SOMETHING_ELSE = """\
不要再发烧了
别再发错时间给我了
孩子千万别再发烧了
不要再发热了，急死人
别把短信停了
短信怎么停了
我没收到短信，是不是停了
不要发给别人看
别发错人
请不要再发错科室的地址给我
别再发脾气了
尿样别再放外面了
不用再打针了吧
请再发一次短信给我
再发一遍地址给我好吗
信息发错了，不是我们家孩子
不要再发生这样的事了
希望别再发生漏接的情况
他说不想再发作了
你们发的短信我看了，不用再打电话
短信收到，谢谢，不用回
药停了要紧吗
提醒短信能改成晚上发吗
能不能晚点再发提醒，孩子在睡
不要早上发，晚上发比较好
请不要发语音，发短信给我就行
唔好再發燒喇
唔好再send錯時間俾我
唔好send去我老公部電話，send俾我
佢話唔想再打針
短訊收到，唔使再打電話嚟
唔好再漏咗提我呀
可唔可以遲啲先send
please don't stop the texts
don't text my son, text me
please text me again
did you stop texting? I got nothing
stop giving the medicine?
don't send the wrong time again
she won't stop coughing
can you text me the address again
I don't have any more bottles
please don't forget to text me
no more fever, thank you for the message
text me, don't call me
I don't want to miss any more texts
请别再让孩子发烧了
他不要再吃药了
别发照片了，发文字短信
我不要再发微信问你们了，直接打电话
孩子说不要再发抖了
不要再发炎就好
【商店】会员日全场八折，退订回T
【银行】您的账单已出，拒收请回复R
Big sale this week! Reply STOP to opt out
Your parcel has arrived. To stop these texts text STOP to 63388
提醒一周发两次就够，不用天天发
周末能不能别提醒，平时照发
礼拜日唔好提，其他日子照舊
no pings between 9pm and 8am please, other times fine
上个月把短信退了，现在想重新收
不要再发自动回复了，换个人来回我
我们不再参加这个研究，到此为止吧
""".splitlines()


@pytest.mark.parametrize("text", WANTED)
def test_no_more_texts_is_heard(text: str, rules: Rulebook) -> None:
    assert Intent.OPT_OUT in intents(text, rules)


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_what_else_shall_stop_is_no_opt_out(text: str, rules: Rulebook) -> None:
    assert Intent.OPT_OUT not in intents(text, rules)


@pytest.mark.parametrize(
    "text", ["TD谢谢", "td，谢谢", "回复T", "谢谢，TD", "TD啊", "reply T please", "麻烦退订，谢谢"]
)
def test_the_short_word_with_thanks_is_heard(text: str, rules: Rulebook) -> None:
    assert Intent.OPT_OUT in intents(text, rules)


@pytest.mark.parametrize(
    "text",
    [
        "刚才按错退订了，把提醒给我打开吧",
        "我老公撳錯咗退訂，照send俾我",
        "I stopped them by mistake, start them again please",
        "she accidentally unsubscribed, put us back on",
    ],
)
def test_who_stopped_them_by_mistake_wants_them_back(text: str, rules: Rulebook) -> None:
    assert Intent.OPT_OUT not in intents(text, rules)
    assert Intent.OPT_IN in intents(text, rules)
