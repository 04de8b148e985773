"""Whether every wording can be rendered: languages, variants, placeholders, pieces. What fails here fails a send."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError, meta

from backend.protocol.given import (
    FRAGMENTS,
    PAGES,
    PROMISE,
    REPLIES,
    SAFETY,
    SCHEDULED,
    UNASKED,
    VISIT,
    reminder_kinds,
)
from backend.protocol.pack import TOGETHER, Pack
from backend.protocol.routes import Variant
from backend.protocol.source import Problem, Source
from backend.protocol.wording import MessageClass, Wording

_environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - SMS, never a page
CLASSES = {MessageClass.REPLY: REPLIES, MessageClass.SAFETY: SAFETY, MessageClass.STAFF_PAGE: PAGES}
FIXED = {**REPLIES, **SAFETY, **PAGES}
JINJA = ("{{", "{%", "{#")


def lint_wording(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """What would keep a text from being sent, with file and line."""
    for kind in {**SCHEDULED, **FIXED}:
        if kind not in pack.wordings:
            yield sources["schedule.yaml"].problem([], f"the pack needs the wording sms/{kind}.yaml")
    reminders = reminder_kinds(pack.schedules)
    for kind, wording in pack.wordings.items():
        source = sources[f"sms/{kind}.yaml"]
        refused = PROMISE if kind in pack.refusals.wordings else frozenset()
        given = {**SCHEDULED, **FIXED}.get(kind) or (VISIT if kind in reminders else refused)
        yield from _class(wording, source, is_reminder=kind in reminders)
        yield from _variants(pack, wording, source)
        yield from _placeholders(pack, wording, source, given)
    if TOGETHER in pack.wordings:
        yield from _fragments(pack.wordings[TOGETHER], sources[f"sms/{TOGETHER}.yaml"])


@lru_cache(maxsize=1024)
def used(text: str) -> frozenset[str]:
    """The variables a template asks for. Raises TemplateSyntaxError."""
    return frozenset(meta.find_undeclared_variables(_environment.parse(text)))


def _class(wording: Wording, source: Source, *, is_reminder: bool) -> Iterator[Problem]:
    kind, cls = wording.kind, wording.message_class
    if (kind in SCHEDULED or is_reminder) and cls is not MessageClass.SCHEDULED:
        yield source.problem(["class"], f"{kind}: its class must be scheduled, it is {cls.value}")
    for wanted, kinds in CLASSES.items():
        if kind in kinds and cls is not wanted:
            yield source.problem(["class"], f"{kind}: its class must be {wanted.value}, it is {cls.value}")
    if is_reminder and wording.line is None:
        yield source.problem([], f"{kind}: `line` is missing, for a text that several visits share")
    if kind in SCHEDULED and kind.startswith("visit-") and kind != TOGETHER and wording.line is None:
        yield source.problem([], f"{kind}: `line` is missing, for a text that several visits share")
    if kind == "diary-nudge" and wording.line is None:
        yield source.problem([], f"{kind}: `line` is missing, for a text that several diaries share")


def _variants(pack: Pack, wording: Wording, source: Source) -> Iterator[Problem]:
    """Every route needs its variant; but a plain answer only goes where a text came from."""
    if wording.message_class is MessageClass.REPLY and wording.kind not in UNASKED:
        needed = {Variant.TWO_WAY}
    else:
        needed = {route.variant for route in pack.study.routes}
    for variant in sorted(needed - set(wording.texts)):
        yield source.problem(["texts"], f"{wording.kind}: the {variant.value} text is missing")


def _placeholders(pack: Pack, wording: Wording, source: Source, given: frozenset[str]) -> Iterator[Problem]:
    kind, declared = wording.kind, frozenset(wording.variables)
    broken = list(_broken(wording, source))
    if broken:
        yield from broken
        return  # what such a text asks for cannot be known
    asked: set[str] = set()
    for place, zh, en in pieces(wording):
        in_zh, in_en = used(zh), used(en)
        asked |= in_zh | in_en
        for name in sorted(in_zh ^ in_en):
            where = "zh-Hans" if name in in_zh else "en"
            yield source.problem(
                [*place, where], f"{kind}: {'.'.join(place)}: {{{{ {name} }}}} is in {where} alone; both must say it"
            )
    for name in sorted(asked - declared):
        yield source.problem(["variables"], f"{kind}: {{{{ {name} }}}} is used but not declared")
    for name in sorted(declared - asked):
        yield source.problem(["variables"], f"{kind}: {name} is declared but no text uses it")
    for name in sorted(declared & asked):
        if name not in pack.variables:
            yield source.problem(["variables"], f"{kind}: {name} is not described in variables.yaml")
        elif name not in given:
            said = ", ".join(sorted(given)) or "no variables at all"
            yield source.problem(["variables"], f"{kind}: it is never given {name}; it is given {said}")


def _broken(wording: Wording, source: Source) -> Iterator[Problem]:
    """Templates that do not parse, or do more with a variable than put its text in."""
    for place, zh, en in pieces(wording):
        for language, text in (("zh-Hans", zh), ("en", en)):
            why = _why_broken(text)
            if why:
                yield source.problem([*place, language], f"{wording.kind}: {'.'.join(place)} {why}")


@lru_cache(maxsize=1024)
def _why_broken(text: str) -> str:
    """What is wrong with a template; empty if it can be rendered, with words and with none."""
    try:
        names, template = used(text), _environment.from_string(text)
        for value in ("x", ""):
            template.render(dict.fromkeys(names, value))
    except TemplateSyntaxError as error:
        return f"is not a template: {error.message}"
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        return f"cannot be rendered: {error}"
    return ""


def pieces(wording: Wording) -> Iterator[tuple[list[str], str, str]]:
    """Each template of a wording: its place in the file, in Chinese and in English."""
    for variant, text in wording.texts.items():
        yield ["texts", variant.value], text.zh_hans, text.en
    if wording.line is not None:
        yield ["line"], wording.line.zh_hans, wording.line.en


def _fragments(wording: Wording, source: Source) -> Iterator[Problem]:
    for name, needed in FRAGMENTS.items():
        fragment = wording.fragments.get(name)
        if fragment is None:
            yield source.problem(["fragments"], f"{wording.kind}: the fragment {name!r} is missing")
            continue
        for language, text in (("zh-Hans", fragment.zh_hans), ("en", fragment.en)):
            if any(mark in text for mark in JINJA):
                yield source.problem(
                    ["fragments", name, language],
                    f"{wording.kind}: the fragment {name} is no template; write single braces, such as {{digit}}",
                )
            elif set(re.findall(r"\{(\w+)\}", text)) != needed:
                wanted = " and ".join(f"{{{each}}}" for each in sorted(needed)) or "nothing in braces"
                yield source.problem(
                    ["fragments", name, language], f"{wording.kind}: the fragment {name} must hold {wanted}"
                )
    for name in sorted(set(wording.fragments) - set(FRAGMENTS)):
        yield source.problem(["fragments", name], f"{wording.kind}: nothing uses the fragment {name!r}")
