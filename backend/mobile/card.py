"""An enrolment card as a page to print, A6 across: Chinese left, English right, the code between them.

Nothing on it names the child, the disease or the study: it lies on kitchen tables.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from markupsafe import Markup

from backend.devices.keys import spaced_key
from backend.families.models import Caregiver, Family, Phone
from backend.languages import Language, gettext
from backend.pages import qr_code, templates
from backend.protocol.pack import Pack

_templates = templates(Path(__file__).parent / "templates")
LAST_DIGITS = 4


@dataclass(frozen=True)
class Column:
    """The card in one language."""

    language: Language
    say: Callable[..., str]
    signature: str
    study_phone: str
    emergency: str


@dataclass(frozen=True)
class PrintedCard:
    """One caregiver's card. `address` holds the key; it is shown here and nowhere else."""

    called: str
    last_digits: str
    issued_on: str
    address: str
    qr: Markup
    columns: Sequence[Column]


def card_address(base: str, key: str) -> str:
    """The address of the family page with a card's key in it."""
    return f"{base.rstrip('/')}/f/{spaced_key(key)}"


def printed_card(
    caregiver: Caregiver, family: Family, phone: Phone, *, key: str, base: str, pack: Pack, now: datetime
) -> PrintedCard:
    """The card of one caregiver; its Chinese is in the script they read."""
    address = card_address(base, key)
    chinese = Language.ZH_HANT if caregiver.language is Language.ZH_HANT else Language.ZH_HANS
    return PrintedCard(
        called=caregiver.called,
        last_digits=phone.number[-LAST_DIGITS:],
        issued_on=now.astimezone(ZoneInfo(family.zone)).date().isoformat(),
        address=address,
        qr=qr_code(address),
        columns=[_column(language, family, pack) for language in (chinese, Language.EN)],
    )


def card_page(cards: Sequence[PrintedCard]) -> str:
    """The cards as one HTML file that needs nothing else, a card a page."""
    return _templates.get_template("card.html").render(cards=cards)


def _column(language: Language, family: Family, pack: Pack) -> Column:
    def say(text: str, **values: object) -> str:
        return gettext(text, language, **values)

    return Column(
        language=language,
        say=say,
        signature=pack.study.signature.in_(language),
        study_phone=pack.study.phone_words(family.place.value),
        emergency=pack.study.emergency_words(family.place.value, language),
    )
