"""What worried parents write, with the level each text deserves, and texts that only look alike.

Written for the simulation and by its author alone: whether texts are understood is measured elsewhere, on labelled
messages. Here the wordings are plain, so that what is checked is that no worry is lost on its way to a person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from backend.languages import Language

LEVELS = ("none", "routine", "urgent", "emergency")


@dataclass(frozen=True)
class Worry:
    """A text and the level it deserves; `none` for one that must raise nothing."""

    text: str
    level: str
    language: Language


def _worries(level: str, **texts: tuple[str, ...]) -> tuple[Worry, ...]:
    languages = {"hans": Language.ZH_HANS, "hant": Language.ZH_HANT, "en": Language.EN}
    return tuple(Worry(text, level, languages[name]) for name, each in texts.items() for text in each)


WORRIES = (
    *_worries(
        "emergency",
        hans=("孩子喘不上气，嘴唇发紫", "他抽筋了，叫不醒", "舌头肿了，呼吸很困难", "孩子昏过去了，怎么叫都没反应"),
        hant=("佢口唇有啲紫，唞氣好辛苦", "佢抽筋反白眼，點算", "叫極都唔醒，成個人軟晒", "佢條脷腫咗，唞唔到氣"),
        en=("He can't breathe and his lips are blue", "She is having a seizure", "She won't wake up"),
    ),
    *_worries(
        "urgent",
        hans=("孩子发烧39度", "从早上到现在一直没有尿", "吐了四次，什么都喝不下", "尿是红色的，像洗肉水"),
        hant=("佢燒到39度", "成日冇屙尿", "佢嘔咗四次，飲唔到水", "佢屙紅尿"),
        en=("She has a fever of 39", "He has vomited four times since this morning", "There is blood in his urine"),
    ),
    *_worries(
        "routine",
        hans=("尿里泡沫很多",),
        hant=("佢尿好多泡",),
        en=("His urine is very foamy",),
    ),
)
LOOK_ALIKES = _worries(
    "none",
    hans=("孩子没有发烧，谢谢", "累死了，终于到家了", "停车场在哪里"),
    hant=("佢冇發燒，唔該", "等到頸都長，幾時覆我", "聽日使唔使空腹"),
    en=("No fever at all, thank you", "The traffic is killing me, we are late", "Where is the car park?"),
)
TRUTH = {worry.text: worry.level for worry in (*WORRIES, *LOOK_ALIKES)}
EPISODE = timedelta(minutes=40)


def worries_of_year(phone: str, language: str, start: datetime, *, seed: int) -> list[tuple[datetime, str]]:
    """When the owner of a phone worries in the year from `start`, and what they write, at any hour of the day.

    An emergency may be followed by a second text within the hour: people write again when it gets no easier.
    """
    rng = Random(f"worries:{seed}:{phone}")
    mine = [each for each in WORRIES if each.language == language] or list(WORRIES)
    alike = [each for each in LOOK_ALIKES if each.language == language] or list(LOOK_ALIKES)
    texts = []
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        at, worry = _moment(rng, start), rng.choice(mine)
        texts.append((at, worry.text))
        if worry.level == "emergency" and rng.random() < 0.4:
            again = rng.choice([each for each in mine if each.level == "emergency"])
            texts.append((at + timedelta(minutes=rng.randint(3, 40)), again.text))
    texts += [(_moment(rng, start), rng.choice(alike).text) for _ in range(rng.choice((0, 1, 2)))]
    return sorted(texts)


def _moment(rng: Random, start: datetime) -> datetime:
    return start + timedelta(days=rng.randrange(50, 400), minutes=rng.randrange(24 * 60))
