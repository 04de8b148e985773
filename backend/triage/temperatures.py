"""Temperatures in a text, in °C: with their unit, as a bare decimal, or as a bare number where heat is the subject.

Basis: sign lexicon, section 6. 40分钟, 39路, 38床, a weight, a price, the weather and an oven are not temperatures.
"""

import re
from collections.abc import Iterator

from backend.triage.plain import COLON, Plain
from backend.triage.understanding import Value

Found = tuple[Value, tuple[int, int]]
NORMAL = 37.5
_FREE = r"(?<![\d.])"
_NO_UNIT = r"(?![\d%])"
_MEASURED = (
    r"分|岁|公?斤|千克|元|块|蚊|厘米|毫升|码|个百分|天|周|月|年|米|公里|里|站|线|平|折|小时|"
    r"(?:kg|kgs|kilos?|pounds|lbs?|cm|ml|mg|min|mins|minutes?|weeks?|wks?|days?|months?|mths?|years?|yrs?|hours?|hrs?|"
    r"kb|mb|k|m|th|st|nd|rd|pm|am|bucks|dollars|yuan|rmb|percent|bus|x|points|marks|people|pax)(?![a-z])"
)
_COUNTED = r"路|床|号|楼|层|栋|房|室|页|个|日|人|位|名|次|条|集|章|课|题|点钟|粒|片|颗|包|只|件|盒|张|本|届|期"
_UNIT, _UNIT_OF_WHOLE = re.compile(f" ?(?:{_MEASURED})"), re.compile(f" ?(?:{_MEASURED}|{_COUNTED})")
"""What makes a bare number something else, unless a comma or the like stands between."""
_WHOLE, _BODY = r"(3[4-9]|4[0-3])", r"(3[5-9]|4[0-2])"
_CELSIUS = (
    re.compile(
        _FREE + _WHOLE + r"(?:\.(\d)\d?)? ?(?:度|(?:c|du|dou|degrees?|deg|celsius)(?![a-z]))"
        r"(?: ?(\d|半)(?![\d.分个点]))?(?! ?f(?![a-z]))"
    ),
    re.compile(_FREE + _WHOLE + r" ?(?:点|point|dot) ?(\d)()(?![\d.分个])"),
    re.compile(_FREE + _WHOLE + r"() and a? ?(half)"),
    re.compile(_FREE + _BODY + r"\.(\d)()" + _NO_UNIT),
)
_BARE = (
    re.compile(_FREE + _BODY + r"\.(\d)\d()" + _NO_UNIT),
    re.compile(_FREE + r"(3[6-9]|40)(\d)()" + _NO_UNIT),
    re.compile(_FREE + _BODY + r" (\d)()(?![\d.])" + _NO_UNIT),
    re.compile(_FREE + _BODY + r"()()(?!\.\d)" + _NO_UNIT),
)
_FAHRENHEIT = (
    re.compile(_FREE + r"(9[4-9]|10[0-8])(?:\.(\d))? ?(?:度|degrees?|deg)? ?(?:f|fahrenheit)(?![a-z])"),
    re.compile(r"华氏 ?(9[4-9]|10[0-8])(?:\.(\d))?"),
)
_BARE_FAHRENHEIT = (
    re.compile(_FREE + r"(9[5-9]|10[0-7])\.(\d)(?!\d)" + _NO_UNIT),
    re.compile(_FREE + r"(10[0-6])()(?:度| degrees)?(?!\.\d| \d{2,3}(?!\d))" + _NO_UNIT),
)
_THERMAL = re.compile(
    r"烧|烫|㷫|体温|温度|腋|耳温|额温|额头|肛温|口温|探热|量|退热|退烧|发热|低热|高热|"
    r"(?<![a-z])(?:temp\w*|tmp|fev\w*|febrile|therm\w*|armpit|axill\w*|oral|rectal|tongue|underarm|"
    r"t|tw|hot|gun|ear|forehead|no dot|reading|spik\w*|shao|siu|fa re|"
    r"fashao|tiwen|ti wen|paracetamol|panadol|calpol)(?![a-z])"
)
_ALONE = re.compile(
    r"(?:(?:刚才|刚刚|刚|现在|今天|今早|早上|晚上|下午|中午|夜里|半夜|昨晚|昨天|昨|而家|今朝|今晚|就|是|系|又|到|还是|仲系|"
    r"now|evening|morning|afternoon|night|this|today|tonight|just|its|it|is|was|still|at|last|again|sorry|about|yes|"
    r"le|xianzai|度|了|啊|呀|啦|喇|吗|c|\d+(?:\.\d+)?) ?)+"
)
_OTHER_AMOUNT = re.compile(
    r"(?:体重|重|磅|身高|价|第|脉搏|心跳|心率|尿|考了|得分|比分|坐|搭|room|level|no|page|bus|route|block|blk|weigh\w*|"
    r"pulse|hr|scored?|sgd|usd|rm|(?<![a-z])p)(?:是|了|得|:|s)? ?$"
)
_WEATHER = re.compile(
    r"气温|天气|高温预警|天热|柏油|室内|的白酒|水洗|落街|晒到|"
    r"室外|外面|出面|户外|出门|街上|太阳|空调|冷气|暖气|烤箱|烤炉|焗炉|预热|水温|热水|冰箱|冷藏|雪柜|车里|车上|白天|风扇|电热毯|"
    r"weather|outside|(?<![a-z])(?:wash(?:ed)? (?:at|on)|sunny)(?![a-z])|"
    r"oven|air ?con|heater|preheat|bath|forecast|heatwave|fridge"
)
_ELSE = re.compile(
    r"票|车费|价|便宜|打折|跑|秒|配速|公里|平均分|汇率|"
    r"(?<![a-z])(?:fares?|prices?|cost\w*|cheap|sale|paid|\d+ ?km?|race|ran|run|marathon|seconds?|secs?|"
    r"scores?|average|exchange rate|gpa|size|shares?|stocks?)(?![a-z])"
)
_ILL = re.compile("烧|体温|探热|fever|ill|sick")
_CORRECTED = re.compile(
    "手民之误|手滑|打错|填错|写错|按错|揿错|撳错|输错|点错|看错|更正|改返|不是|唔系|"
    "typo|wrong box|should be|meant|mistake|slip"
)
_NORMAL_TOO = re.compile(r"(?<![\d.])3[67]\.\d(?![\d.])")
"""Beside a bare decimal of 36 or 37, a bare whole number is a temperature too."""
_BEFORE, _AFTER = 16, 32
_FAR_BEFORE = 28
"""Characters before a number in which a thermometer may be named."""


def temperatures(text: Plain) -> list[Found]:
    """Every temperature with its place, but for one that a later normal one puts right."""
    found = sorted(_all(text), key=lambda each: each[1])
    if _CORRECTED.search(text.text) is None or not found or found[-1][0].amount >= NORMAL:
        return found
    return [each for each in found if each[0].amount < NORMAL]


def _all(text: Plain) -> Iterator[Found]:
    taken: set[int] = set()
    for patterns, bare, fahrenheit in (
        (_FAHRENHEIT, False, True),
        (_CELSIUS, False, False),
        (_BARE_FAHRENHEIT, True, True),
        (_BARE, True, False),
    ):
        for each in (found for pattern in patterns for found in pattern.finditer(text.text)):
            place = range(*each.span())
            if taken.isdisjoint(place) and _is_bodily(text, each, bare=bare):
                taken.update(place)
                yield Value("temperature", _celsius(each, fahrenheit=fahrenheit), each[0].strip()), each.span()


def _is_bodily(text: Plain, found: "re.Match[str]", *, bare: bool) -> bool:
    start, end, said = *found.span(), text.text
    before, after = said[max(0, start - _BEFORE) : start], said[end : end + _AFTER]
    if _OTHER_AMOUNT.search(before) is not None or _is_hour(text, start) or _has_other_unit(text, found):
        return False
    if _ILL.search(said) is None and (
        _WEATHER.search(before + "|" + after[:_BEFORE]) is not None
        or (_unitless(found) and _ELSE.search(said) is not None)
    ):
        return False
    beside = _is_heat_named(said, start, end) or _NORMAL_TOO.search(said) is not None
    return not bare or beside or _ALONE.fullmatch(said) is not None


def _is_heat_named(said: str, start: int, end: int) -> bool:
    """Near before a number or after it; in whole words, `two` is not the `tw` of a thermometer."""
    named = (each.span() for each in _THERMAL.finditer(said))
    return any(
        (start - _FAR_BEFORE <= since and until <= start) or (end <= since and until <= end + _AFTER)
        for since, until in named
    )


def _has_other_unit(text: Plain, found: "re.Match[str]") -> bool:
    if not _unitless(found) or "点" in found[0]:
        return False
    unit = (_UNIT if "." in found[0] else _UNIT_OF_WHOLE).match(text.text, found.end())
    return unit is not None and not text.marks_between(found.end() - 1, found.end() + 1).strip()


def _unitless(found: "re.Match[str]") -> bool:
    return re.search("度|[a-z]", found[0]) is None


def _is_hour(text: Plain, start: int) -> bool:
    """Whether these are the minutes of `8:40`."""
    return text.text[max(0, start - 2) : start].strip().isdigit() and COLON in text.marks_between(start - 1, start)


def _celsius(found: "re.Match[str]", *, fahrenheit: bool) -> float:
    whole, tenth = found[1], next((each for each in found.groups()[1:] if each), "0")
    amount = float(f"{whole}.{'5' if tenth in ('半', 'half') else tenth}")
    return round((amount - 32) / 1.8, 1) if fahrenheit else amount
