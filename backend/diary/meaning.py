"""What an entry means as a whole: the signs of its answers and of the family's own words, as one understanding."""

from dataclasses import replace

from backend.diary.answers import Read
from backend.diary.known import Known
from backend.triage.combine import strongest, together
from backend.triage.understand import Context, understand
from backend.triage.understanding import Script, Understanding, Urgency, Wording


def meaning_of(read: Read, known: Known, context: Context) -> Understanding:
    """The entry as triage would say of a text: the most pressing decides; some signs are whole only together."""
    texts = [understand(text, known.now, context) for text in read.texts.values()]
    every = [*read.signs, *read.parts, *(sign for each in texts for sign in each.signs)]
    signs = strongest([*every, *together(strongest(every), context.rules.signs)])
    counted = tuple(sign for sign in signs if sign.level is not Urgency.NONE)
    urgency = max((sign.level for sign in counted), key=lambda level: level.rank, default=Urgency.NONE)
    for each in texts:
        urgency = urgency.or_higher(each.urgency)
    main = max(
        texts, key=lambda each: each.urgency.rank, default=Understanding(_wording(known), Script.NONE, urgency)
    )
    return replace(
        main,
        urgency=urgency,
        intents=tuple(dict.fromkeys(intent for each in texts for intent in each.intents)),
        topics=tuple(dict.fromkeys(topic for each in texts for topic in each.topics)),
        signs=counted,
        values=(*read.values, *(value for each in texts for value in each.values)),
        rule=counted[0].key if counted else "",
        reason="; ".join(f"{sign.key} ({sign.level.value}): {sign.words}" for sign in counted) or "no sign found",
        version=context.rules.version,
        discounted=tuple(sign for each in texts for sign in each.discounted),
    )


def _wording(known: Known) -> Wording:
    return Wording(known.language.value)
