"""The words an enrolment file may use in a cell, in English and Chinese, and what they stand for."""

from collections.abc import Mapping

from backend.families.models import Place, Role, Sex
from backend.languages import Language


def _words(meanings: Mapping[str, str]) -> dict[str, str]:
    """Each word, in lower case -> its meaning; a meaning is a word for itself."""
    spelled = {word: meaning for meaning, words in meanings.items() for word in words.split()}
    return spelled | {meaning.lower(): meaning for meaning in meanings}


SEX = _words({Sex.FEMALE: "f girl 女 女孩", Sex.MALE: "m boy 男 男孩"})
PLACE = _words(
    {
        Place.MAINLAND: "china 内地 大陆 中国内地",
        Place.HONG_KONG: "hongkong hk 香港",
        Place.MACAU: "macao mo 澳门 澳門",
        Place.UNKNOWN: "未知 不详",
    }
)
ROLE = _words({Role.GUARDIAN: "监护人 監護人", Role.DELEGATE: "代理人 代办人 受托人"})
LANGUAGE = _words(
    {
        Language.ZH_HANS: "zh zh-cn 中文 简体 简体中文 简体字",
        Language.ZH_HANT: "zh-hk zh-mo zh-tw 繁体 繁體 繁体中文 繁體中文 繁体字",
        Language.EN: "english 英文 英语",
    }
)
YES = _words({"yes": "y true 1 是 有 已确认", "no": "n false 0 否 无 未确认"})
RELATION = _words(
    {
        "mother": "mum mom 妈妈 母亲 母",
        "father": "dad 爸爸 父亲 父",
        "grandmother": "奶奶 外婆 姥姥 婆婆 嫲嫲 祖母 外祖母",
        "grandfather": "爷爷 外公 姥爷 公公 祖父 外祖父",
        "aunt": "姑姑 阿姨 姨妈 舅妈 伯母",
        "uncle": "叔叔 舅舅 伯伯 姑父 姨父",
        "sibling": "brother sister 哥哥 姐姐",
        "other": "其他 其它",
    }
)
