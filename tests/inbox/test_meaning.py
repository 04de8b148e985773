"""The language of an answer: that of the text, in its script, and where it shows neither, the phone's."""

import pytest

from backend.inbox.meaning import language_of_text
from backend.languages import Language


@pytest.mark.parametrize(
    ("text", "usual", "answered"),
    [
        ("孩子发烧了", Language.ZH_HANT, Language.ZH_HANS),
        ("佢發燒", Language.ZH_HANS, Language.ZH_HANT),
        ("36.8腋下 1 1", Language.ZH_HANT, Language.ZH_HANT),
        ("36.8腋下 1 1", Language.ZH_HANS, Language.ZH_HANS),
        ("36.8腋下 1 1", Language.EN, Language.ZH_HANS),
        ("36.8", Language.EN, Language.EN),
        ("she is fine", Language.ZH_HANT, Language.EN),
    ],
)
def test_the_answer_follows_the_text_and_then_the_phone(text: str, usual: Language, answered: Language) -> None:
    assert language_of_text(text, usual) is answered
