"""Invented families: who they are, which phones they share, and how they tend to answer. Nobody here exists."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from backend.protocol.pack import Pack
from backend.simulation.worries import Worries, read_worries, worries_of_year

NICKNAMES = (
    "安安", "乐乐", "恩恩", "晨晨", "果果", "朵朵", "嘉嘉", "阳阳", "豆豆", "米米", "轩轩", "彤彤",
    "宁宁", "航航", "可可",
    "糖糖", "小宇", "小满", "小鱼", "小禾", "小北", "小七", "小树", "小麦", "阿杰",
    "阿晴", "阿朗", "阿宝", "阿柔", "阿智",
    "Mia", "Leo", "Ivy", "Max", "Zoe", "Ben", "Amy", "Sam", "Eva", "Jay",
)  # fmt: skip
LANGUAGES = {
    "+86": ("zh-Hans",) * 9 + ("en",),
    "+852": ("zh-Hant",) * 6 + ("en",) * 3 + ("zh-Hans",),
    "+853": ("zh-Hant",),
}
PLACES = {"+86": "mainland", "+852": "hong-kong", "+853": "macau"}


@dataclass(frozen=True)
class Temper:
    """How a phone's owner tends to react to a text that asks something; chances in 0..1, delay in minutes."""

    name: str
    answers: float
    moves: float = 0.05
    calls: float = 0.03
    chats: float = 0.02
    delay: tuple[int, int] = (2, 240)


TEMPERS = (
    Temper("prompt", answers=0.97, delay=(1, 45)),
    Temper("steady", answers=0.85),
    Temper("busy", answers=0.55, moves=0.15, delay=(60, 900)),
    Temper("quiet", answers=0.1),
    Temper("chatty", answers=0.8, chats=0.4, calls=0.08),
    Temper("traveller", answers=0.8, moves=0.4),
)
STOPS = ("退订", "T", "TD", "STOP", "不要发了", "唔好再send", "ｔｄ")


@dataclass
class Owner:
    """The owner of one virtual phone, and what the year holds for them."""

    number: str
    temper: Temper
    rng: Random
    stops_at: datetime | None = None
    starts_at: datetime | None = None
    switches_at: datetime | None = None
    switches_to: str = "English"
    is_stranger: bool = False
    worries: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Fate:
    """What the year holds for one child: chances drawn once, so that the order of events cannot change them."""

    code: str
    second_infusion_never: bool
    second_infusion_slips_days: int
    withdraws_after_days: int | None
    paused: tuple[int, int] | None
    corrected_anchor_days: int


@dataclass(frozen=True)
class Cast:
    """Everybody in the story."""

    rows: tuple[dict[str, str], ...]
    enrol_on: dict[str, date]
    owners: dict[str, Owner]
    fates: dict[str, Fate]
    campuses: tuple[str, ...] = field(default=())


def invent(pack: Pack, *, families: int, start: date, seed: int) -> Cast:
    """A cast of `families` households; the same seed gives the same people. Every second one is on +86."""
    rng, worries = Random(f"cast:{seed}"), read_worries(pack.root)
    campuses = tuple(place.key for site in pack.study.sites for place in site.campuses)
    rows: list[dict[str, str]] = []
    owners: dict[str, Owner] = {}
    enrol_on: dict[str, date] = {}
    for number in range(families):
        country = "+86" if number % 2 else ("+853" if number % 10 == 8 else "+852")
        enrolled = start + timedelta(days=rng.randrange(0, 42))
        adults = _adults(rng, number, country)
        siblings = 2 if rng.random() < 0.12 else 1
        for nth in range(siblings):
            row = _row(rng, len(rows) + 1, number, nth, enrolled, campuses, adults, country, pack)
            rows.append(row)
            enrol_on[row["participant_code"]] = enrolled
        for adult in adults:
            owners.setdefault(adult["phone"], _owner(rng, adult, worries, start, seed))
    fates = {row["participant_code"]: _fate(rng, row["participant_code"]) for row in rows}
    return Cast(tuple(rows), enrol_on, owners, fates, campuses)


def _adults(rng: Random, number: int, country: str) -> list[dict[str, str]]:
    adults = [_adult(rng, number, 0, country, "mother" if rng.random() < 0.7 else "father", "guardian")]
    if rng.random() < 0.35:
        other = "father" if adults[0]["relation"] == "mother" else "mother"
        adults.append(_adult(rng, number, 1, country, other, "guardian"))
    if rng.random() < 0.25:
        adults.append(_adult(rng, number, 2, country, "grandmother", "delegate"))
    return adults


def _adult(rng: Random, number: int, nth: int, country: str, relation: str, role: str) -> dict[str, str]:
    digits = {"+86": f"+86138001{number:03d}{nth:02d}", "+852": f"+85265{number:03d}{nth}{nth}{nth}"}
    phone = digits.get(country, f"+85366{number:03d}{nth}{nth}{nth}")
    return {
        "called": {"mother": "妈妈", "father": "爸爸", "grandmother": "奶奶"}[relation],
        "relation": relation,
        "role": role,
        "phone": phone,
        "language": rng.choice(LANGUAGES[country]),
        "early_texts": "yes" if rng.random() < 0.4 else "no",
        "confirmed": "yes" if rng.random() < 0.5 else "no",
    }


def _row(
    rng: Random,
    code: int,
    number: int,
    nth: int,
    enrolled: date,
    campuses: Sequence[str],
    adults: Sequence[dict[str, str]],
    country: str,
    pack: Pack,
) -> dict[str, str]:
    low, high = pack.study.ages
    age_days = rng.randrange(low * 365 + 40, high * 365 - 40)
    row = {
        "participant_code": f"GZ-{code:03d}",
        "family": f"F-{number + 1:03d}",
        "campus": campuses[number % len(campuses)],
        "birth_date": str(enrolled - timedelta(days=age_days)),
        "sex": rng.choice(("female", "male")),
        "child_called": NICKNAMES[(number + nth * 17) % len(NICKNAMES)],
        "place": PLACES[country],
        "consent_on": str(enrolled),
        "consent_version": "1.0",
        "consent_reference": f"IC-{code:03d}",
    }
    for place, adult in enumerate(adults, start=1):
        row |= {f"caregiver{place}_{key}": value for key, value in adult.items()}
    return row


def _owner(rng: Random, adult: dict[str, str], worries: Worries, start: date, seed: int) -> Owner:
    phone = adult["phone"]
    own = Random(f"owner:{seed}:{phone}")
    begin = datetime.fromisoformat(f"{start}T04:00:00+00:00")
    owner = Owner(number=phone, temper=rng.choice(TEMPERS), rng=own, is_stranger=own.random() < 0.02)
    owner.worries = worries_of_year(worries, phone, adult["language"], begin, seed=seed)
    if own.random() < 0.08:
        owner.stops_at = begin + timedelta(days=own.randrange(60, 330), minutes=own.randrange(0, 500))
        if own.random() < 0.6:
            owner.starts_at = owner.stops_at + timedelta(days=own.randrange(3, 40))
    if own.random() < 0.1:
        owner.switches_at = begin + timedelta(days=own.randrange(40, 300), minutes=own.randrange(0, 500))
        owner.switches_to = own.choice(("English", "中文", "繁體中文"))
    return owner


def _fate(rng: Random, code: str) -> Fate:
    own = Random(f"fate:{rng.random()}:{code}")
    pause_from = own.randrange(60, 250)
    return Fate(
        code=code,
        second_infusion_never=own.random() < 0.05,
        second_infusion_slips_days=own.choice((0, 0, 0, 0, 0, 2, 5)),
        withdraws_after_days=own.randrange(50, 300) if own.random() < 0.06 else None,
        paused=(pause_from, pause_from + own.randrange(5, 25)) if own.random() < 0.06 else None,
        corrected_anchor_days=own.choice((0,) * 15 + (-2, 3)),
    )


def write_csv(rows: Sequence[dict[str, str]], path: Path) -> None:
    """The rows as an enrolment file."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
