"""The diaries of one child in the family's language, with everything an app needs to ask them offline."""

from collections.abc import Iterable

from backend.diary.branch import least_of
from backend.diary.offer import offered
from backend.families.models import Child
from backend.languages import Language
from backend.mobile.instrument_shapes import (
    ChoiceShown,
    ConditionShown,
    InstrumentShown,
    LimitsShown,
    QuestionShown,
)
from backend.mobile.my_children import age
from backend.mobile.my_visits import Looking
from backend.protocol.instruments import Instrument
from backend.protocol.items import Count, FreeText, Item, Number, Pressure, Temperature
from backend.protocol.options import Limits, Option
from backend.protocol.pack import Pack


def my_instruments(looking: Looking, child: Child, *, live: bool) -> list[InstrumentShown]:
    """Those for the child's age, in the pack's order."""
    years = age(child, looking.today)
    return [
        _shown(each, looking.pack, looking.language)
        for each in offered(looking.pack, live=live).values()
        if years >= each.age_from
    ]


def _shown(instrument: Instrument, pack: Pack, language: Language) -> InstrumentShown:
    return InstrumentShown(
        key=instrument.key,
        version=instrument.version,
        name=instrument.name.in_(language),
        intro=instrument.intro.in_(language),
        reporter=instrument.reporter,
        optional=instrument.optional,
        any_time=instrument.any_time,
        items=[_question(item, instrument, pack, language) for item in instrument.items],
    )


def _question(item: Item, instrument: Instrument, pack: Pack, language: Language) -> QuestionShown:
    limits, lower = _limits(item)
    return QuestionShown(
        key=item.key,
        type=item.type,
        text=item.text.in_(language),
        help=item.help.in_(language) if item.help else None,
        optional=item.optional,
        safety=item.safety,
        when=_conditions(item, instrument, pack),
        options=_choices(item.choices, language),
        usual=item.usual.words.in_(language) if item.usual else None,
        usual_value=item.usual.value if item.usual else None,
        places=_choices(item.places, language) if isinstance(item, Temperature) else [],
        units=_units(item, language),
        limits=limits,
        lower=lower,
        most=item.most if isinstance(item, Count | FreeText) else None,
        skip=_skip(item, language),
    )


def _conditions(item: Item, instrument: Instrument, pack: Pack) -> list[ConditionShown]:
    thresholds = pack.listening.thresholds.thresholds
    return [
        ConditionShown(
            item=each.item, options=[*each.is_, *each.has], at_least=least_of(each, instrument, thresholds)
        )
        for each in item.when
    ]


def _choices(options: Iterable[Option], language: Language) -> list[ChoiceShown]:
    return [
        ChoiceShown(
            key=each.key,
            label=each.label.in_(language),
            help=each.help.in_(language) if each.help else None,
            colour=each.colour,
        )
        for each in options
    ]


def _units(item: Item, language: Language) -> list[ChoiceShown]:
    if not isinstance(item, Number):
        return []
    return [ChoiceShown(key=each.key, label=each.label.in_(language)) for each in item.units]


def _limits(item: Item) -> tuple[LimitsShown | None, LimitsShown | None]:
    if isinstance(item, Pressure):
        return _of(item.upper), _of(item.lower)
    return (_of(item.limits), None) if isinstance(item, Number | Temperature) else (None, None)


def _of(limits: Limits) -> LimitsShown:
    return LimitsShown(least=limits.least, most=limits.most)


def _skip(item: Item, language: Language) -> str | None:
    if isinstance(item, Number | Temperature | Pressure) and item.skip is not None:
        return item.skip.in_(language)
    return None
