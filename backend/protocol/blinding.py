"""Words that would tell, or hint at, the arm: refused in wording by the linter and in what staff write down."""

import re
from collections.abc import Iterable, Iterator

from backend.errors import NuanxinError

ARM_WORDS = {
    "tells or hints at the arm": (
        r"干细胞|细胞|脐带|间充质|安慰剂|盐水|对照|试验组|实验组|治疗组|分组|随机|[单双揭]盲|盲法"
        r"|\b(stem|cells?|umbilical|cord|mesenchymal|msc\w*|huc\w*|placebo|saline|sham|control group|arms?|dummy)\b"
        r"|\b(randomi[sz]\w*|(un|single-?|double-?)?blind\w*)\b"
    ),
    "hints at the arm: fever is the one sign the arms differ in": (
        r"(发烧|发热).{0,12}(常见|正常|多见)|\bfever\b.{0,30}\b(common|normal|expected|usual)\b"
        r"|\b(common|normal|expected|usual)\b.{0,30}\bfever\b"
    ),
}
BODY_WORDS = re.compile(
    r"[红白]细胞|上皮细胞|\b(red|white|blood|epithelial)\s+(blood\s+)?cells?\b"
    r"|\b(left|right|upper|lower|both|his|her|one)\s+arms?\b|\barms? (and|or) legs?\b",
    re.IGNORECASE,
)
"""What staff must be able to write about a child's body: limbs, and cells that are counted in blood and urine."""

EXEMPT = {
    "cells": re.compile(
        r"(脐带)?(间充质)?干细胞|脐带血?|间充质|细胞"
        r"|\b(stem|cells?|umbilical|cord|mesenchymal|mscs?|huc-?mscs?)\b",
        re.IGNORECASE,
    ),
    "placebo": re.compile(
        r"安慰剂|(生理)?盐水|对照组?|[试实]验组|治疗组|分组|随机|[单双揭]盲|盲法"
        r"|\b(placebo|saline|control group|arms?|randomi[sz]\w*|(un|single-?|double-?)?blind\w*)\b",
        re.IGNORECASE,
    ),
}
"""What a passage may say that must speak of it; that fever is common, none may."""


class ArmWordsError(NuanxinError):
    """What somebody wrote would tell, or hint at, the arm."""

    type = "arm-words"
    status_code = 422


def refuse_arm_words(*texts: str) -> None:
    """Let staff's free text pass, unless it speaks of the arm. Raises ArmWordsError, which names the word."""
    for text in texts:
        for word, why in arm_words_beyond(text):
            raise ArmWordsError(f"“{word}” {why}. Nobody may read the arm here; write what was seen and done.")


def arm_words_beyond(text: str, exempt: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """The same, beyond words of a child's body and what `exempt`, keys of EXEMPT, lets a text speak of."""
    plain = BODY_WORDS.sub(" ", text)
    for name in exempt:
        plain = EXEMPT[name].sub(" ", plain)
    yield from arm_words(plain)


def arm_words(text: str) -> Iterator[tuple[str, str]]:
    """Each word that would tell, or hint at, the arm, and why: the first of a reason."""
    for why, pattern in ARM_WORDS.items():
        if found := re.search(pattern, text, re.IGNORECASE):
            yield found.group().strip(), why
