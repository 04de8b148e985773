"""People on call who do not exist, on numbers of the built-in phones: for the demo, stories and simulation."""

from dataclasses import replace

from backend.languages import Language
from backend.protocol.pack import Pack
from backend.protocol.study import OnCall
from backend.protocol.text import Bilingual

GAO, LI, CHAN, ZHOU = "+85264000001", "+85264000002", "+85264000003", "+85264000009"
COORDINATOR = "he.jing"
"""Who does the work of an office day in a story."""
STUDY_PHONE = "+85264000000"


def demo_contacts(pack: Pack) -> Pack:
    """The pack with an invented rota of three, an administrator and a study number, so that pages go somewhere."""
    rota = (
        _person("gao", "高医生", "Dr Gao", GAO, Language.ZH_HANS),
        _person("li", "李医生", "Dr Li", LI, Language.ZH_HANS),
        _person("chan", "陈护士", "Nurse Chan", CHAN, Language.EN),
    )
    admin = _person("zhou", "周主任", "Director Zhou", ZHOU, Language.ZH_HANS)
    filled = {"phone": STUDY_PHONE, "rota": rota, "holiday_rota": ("li", "gao", "chan"), "administrator": admin}
    contact = pack.study.contact.model_copy(update=filled)
    return replace(pack, study=pack.study.model_copy(update={"contact": contact}))


def _person(key: str, zh: str, en: str, phone: str, language: Language) -> OnCall:
    return OnCall(key=key, name=Bilingual(zh_hans=zh, en=en), phone=phone, language=language)
