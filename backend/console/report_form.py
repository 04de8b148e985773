"""The forms that link the report of a serious adverse event, or say that none is due, or that one is after all."""

from collections.abc import Sequence

from backend.concerns.models import Source
from backend.concerns.sae_clocks import SaeClock, dismissals, running
from backend.console.about import DOT
from backend.console.concern_words import SOURCES, sign_words
from backend.console.reader import Reader
from backend.console.seen import Field, Form
from backend.protocol.pack import Pack

TOLD = "told-to-staff"


def report_form(clocks: Sequence[SaeClock], reader: Reader, pack: Pack) -> Form:
    """The form; the event that waits longest is chosen already, and others may have the same report."""
    say = reader.say
    waiting = running(tuple(clocks))
    options = _running(clocks, reader, pack)
    options += [(str(each.nth), _option(each, pack, reader)) for each in clocks if not each.runs]
    which = Field("events", "choice", say("Which event does it report?"), options=options)
    chosen = next(iter(waiting or clocks[-1:]), None)
    return Form(
        "sae",
        "",
        say("Link a serious-adverse-event report"),
        say("Link it"),
        (*([which] if options else []), Field("reference", "text", say("Reference of the report"))),
        values={"events": str(chosen.nth)} if chosen is not None else {},
    )


def no_report_form(clocks: Sequence[SaeClock], reader: Reader, pack: Pack) -> list[Form]:
    """The form that ends a countdown without a report, while one runs; the event that waits longest is chosen."""
    options, say = _running(clocks, reader, pack), reader.say
    if not options:
        return []
    which = Field("events", "choice", say("Which event is none?"), options=options)
    title, button = say("It is no serious adverse event"), say("End the countdown")
    return [
        Form(
            "no-sae",
            "",
            title,
            button,
            (which, Field("reason", "area", say("Why"))),
            values={"events": options[0][0]},
        )
    ]


def report_again_form(clocks: Sequence[SaeClock], reader: Reader, pack: Pack) -> list[Form]:
    """The form that takes a judgement back, while one stands; the latest is chosen."""
    judged, say = dismissals(tuple(clocks)), reader.say
    options = _options(judged, reader, pack, say("All that were judged to be none"))
    if not options:
        return []
    which = Field("events", "choice", say("Which event may be one after all?"), options=options)
    title, button = say("It may be a serious adverse event after all"), say("Let the time to report run on")
    latest = max(judged, key=lambda each: each.dismissed_at or each.received_at)
    reason = Field("reason", "area", say("Why"))
    return [Form("sae-again", "", title, button, (which, reason), values={"events": str(latest.nth)})]


def _running(clocks: Sequence[SaeClock], reader: Reader, pack: Pack) -> list[tuple[str, str]]:
    return _options(running(tuple(clocks)), reader, pack, reader.say("All that are not reported yet"))


def _options(clocks: Sequence[SaeClock], reader: Reader, pack: Pack, every: str) -> list[tuple[str, str]]:
    """Each of these, and where there are several all of them at once."""
    options = [(str(each.nth), _option(each, pack, reader)) for each in clocks]
    if len(options) > 1:
        options.append((",".join(key for key, _ in options), every))
    return options


def event_words(clock: SaeClock, pack: Pack, reader: Reader) -> str:
    """The signs of a serious event in words; what staff were told has none."""
    signs = [each for each in clock.signs if each != TOLD]
    return sign_words(signs, pack, reader) or reader.say(SOURCES[Source.STAFF])


def _option(clock: SaeClock, pack: Pack, reader: Reader) -> str:
    words, at = event_words(clock, pack, reader), reader.moment(clock.received_at)
    said = reader.say("%(source)s, %(moment)s", source=words, moment=at)
    return f"{said}{DOT}{clock.reference}" if clock.reference else said
