"""Whether the digits a text offers are the digits the program listens to: one too many would be a promise unkept."""

import re
from collections.abc import Iterator, Mapping

from backend.protocol.findings import Finding, Level
from backend.protocol.given import DIGITS, reminder_kinds
from backend.protocol.pack import Pack
from backend.protocol.routes import Variant
from backend.protocol.source import Source


def lint_answers(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Every two-way text that offers other digits than are listened to, in either language."""
    listens = {**reminder_kinds(pack.schedules), **DIGITS}
    for kind, wording in pack.wordings.items():
        text = wording.texts.get(Variant.TWO_WAY)
        if text is None:
            continue
        wanted = set(listens.get(kind, ""))
        for language, offered in (("zh-Hans", _in_chinese(text.zh_hans)), ("en", _in_english(text.en))):
            if offered != wanted:
                source = sources[f"sms/{kind}.yaml"]
                line = source.line(["texts", Variant.TWO_WAY.value, language])
                message = f"{kind}: offers {_said(offered)}, but {_said(wanted)} is listened to"
                yield Finding(Level.ERROR, source.name, line, message)


def _in_chinese(text: str) -> set[str]:
    return set(re.findall(r"回复?\s*(\d)", text))


def _in_english(text: str) -> set[str]:
    """The digits of each sentence that begins with Reply."""
    return {digit for sentence in re.findall(r"\bReply\b[^.]*", text) for digit in re.findall(r"\b(\d)\b", sentence)}


def _said(digits: set[str]) -> str:
    return ", ".join(sorted(digits)) or "no digit"
