"""The language to answer a text in, and the script it is written with.

Source: triage guide, language. Cantonese is told from written Chinese by its own words, in either script or in
Latin letters; a mixed text takes the language of its verbs; pinyin, bare numbers and TD are Simplified Chinese.
"""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from backend.triage.cantonese import COPULA, ROMANISED, SPOKEN, SYLLABLE
from backend.triage.understanding import Script, Wording

FEW_WORDS = 3
_simplified, _traditional = OpenCC("t2s"), OpenCC("s2t")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff]")
_WORD = re.compile("[a-z]+")
_BESIDE_HAN = re.compile("(?<=[\u3400-\u9fff])[^\\w]+|[^\\w]+(?=[\u3400-\u9fff])")
_EITHER = frozenset(
    "后里只台干着面系于云余几出范谷斗曲卜丑冬划吁咸复准胜松郁症了群才表回志注布占采向周家朱杆杯欲沈晒"
)
"""Characters that both scripts use: they tell nothing."""

_MANDARIN = frozenset({"le", "de", "bu", "shi", "zhe", "mei", "ta", "men", "zai", "ma", "ba", "ne"})
_PINYIN = re.compile(
    "(?:[bpmf](?:[aeo]|ai|ei|ao|ou|an|en|ang|eng|i|ie|iao|iu|ian|in|ing|u)|"
    "[dtnl](?:[aeiuv]|ai|ei|ao|ou|an|en|ang|eng|ong|ia|ie|iao|iu|ian|in|iang|ing|uo|ui|uan|un|ue|ve)|"
    "[gkh](?:[aeu]|ai|ei|ao|ou|an|en|ang|eng|ong|ua|uo|uai|ui|uan|un|uang)|"
    "[jqx](?:[iu]|ia|ie|iao|iu|ian|in|iang|ing|iong|ue|uan|un)|"
    "(?:[zcs]h|r|[zcs])(?:[aeiu]|ai|ei|ao|ou|an|en|ang|eng|ong|ua|uo|uai|ui|uan|un|uang)|"
    "y(?:[aeiou]|ao|ou|an|ang|in|ing|ong|ue|uan|un)|w(?:[aou]|ai|ei|an|en|ang|eng)|a|o|e|ai|ei|ao|ou|an|en|ang|er)+"
)
_COMMON = """
the is are was to my and of in on for it its you your we our he she his her him has have had not no yes can what
when do did does this that with at be i im me please pls thanks thank ok okay today now day see come go from
will an a or but if so up out how who why where they them there here get got all one two late change english
stop help menu hi hello sorry same game woman man men die side made make take like bang hang long song name came
home more done none time fine some sure use any her hot sit not dad mum mom kid bad sad red pee poo sick pain
back
"""
_ENGLISH = frozenset(_COMMON.split())
_GRAMMAR = re.compile("[了我的在他她不是都没有很就把会说这那吗吃去要]")


def wording_of(text: str) -> tuple[Wording, Script]:
    """The language to answer in, and the script; punctuation, width and emoji change neither."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    han = len(_HAN.findall(folded))
    words = _WORD.findall(re.sub("['’`]", "", folded))
    if not han:
        return _of_latin(words), Script.LATIN if words else Script.NONE
    spoken = _is_cantonese(folded)
    if _is_english(folded, words, han, spoken):
        return Wording.EN, Script.LATIN
    script = _script(folded)
    if spoken:
        return Wording.YUE, script
    return Wording.ZH_HANT if script is Script.HANT else Wording.ZH_HANS, script


def _is_cantonese(folded: str) -> bool:
    if COPULA.search(folded):
        return True
    return SPOKEN.search(_BESIDE_HAN.sub("", str(_simplified.convert(folded)))) is not None


def _is_english(folded: str, words: list[str], han: int, spoken: bool) -> bool:
    """Whether the Chinese in a mixed text only names things."""
    english = [word for word in words if len(word) > 1 and (word in _ENGLISH or not _PINYIN.fullmatch(word))]
    if len(english) < FEW_WORDS or spoken:
        return False
    return len(english) >= FEW_WORDS * han or (len(english) * 2 >= han and not _GRAMMAR.search(folded))


def _of_latin(words: list[str]) -> Wording:
    if not words or words in (["td"], ["t"], ["d"]):
        return Wording.ZH_HANS
    known = sum(word in _ENGLISH for word in words)
    odd = [word for word in words if word not in _ENGLISH and not _PINYIN.fullmatch(word)]
    spoken = {word for word in words if SYLLABLE.fullmatch(word) and word not in _ENGLISH}
    sounding = sum(word in spoken for word in words) >= 0.7 * len(words)
    if sounding and spoken & ROMANISED and spoken.intersection(odd) and len(_MANDARIN.intersection(words)) <= 1:
        return Wording.YUE
    pinyin = sum(word not in _ENGLISH and _PINYIN.fullmatch(word) is not None for word in words)
    return Wording.ZH_HANS if pinyin >= 0.6 * len(words) and known <= 0.3 * len(words) else Wording.EN


def _script(folded: str) -> Script:
    marks = [_of_char(char) for char in folded if _HAN.match(char)]
    traditional, simplified = marks.count(Script.HANT), marks.count(Script.HANS)
    if not traditional and not simplified:
        return Script.HAN
    return Script.HANT if traditional and traditional >= simplified else Script.HANS


@lru_cache(maxsize=8192)
def _of_char(char: str) -> Script:
    """The only script that writes this character so, or NONE."""
    if char in _EITHER:
        return Script.NONE
    if _simplified.convert(char) != char:
        return Script.HANT
    return Script.HANS if _traditional.convert(char) != char else Script.NONE
