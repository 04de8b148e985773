"""A checked pack as lines of text to read: who, which texts, how long and at what cost, what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from backend.languages import Language
from backend.protocol.findings import Finding, Level
from backend.protocol.measure import Size
from backend.protocol.pack import Pack
from backend.protocol.routes import Variant


@dataclass(frozen=True)
class Report:
    """What checking a pack found. Findings come worst first."""

    pack: Pack
    findings: tuple[Finding, ...]
    sizes: tuple[Size, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing must be mended. Approvals and what only the site can say are not for the files to mend."""
        return not any(found.level is Level.ERROR for found in self.findings)

    def lines(self) -> list[str]:
        """The whole report, ready to print."""
        errors = sum(found.level is Level.ERROR for found in self.findings)
        verdict = "Clean: nothing to mend." if self.clean else f"{errors} to mend."
        return [
            self._identity(),
            "",
            *_table(self._texts()),
            "",
            *_table(self._instruments()),
            "",
            *_table(self._guides()),
            "",
            *_table(self._documents()),
            "",
            "Longest case: segments (units), and cost of one text by route",
            *_table(self._sizes()),
            "",
            *map(str, self.findings),
            verdict,
        ]

    def _identity(self) -> str:
        study, schedule = self.pack.study, self.pack.schedules[-1]
        return (
            f"{study.registry.id} ({study.key}), {study.registry.acronym or study.signature.en}: "
            f"schedule {schedule.version}, {len(schedule.visits)} visits, {len(schedule.reminders)} reminders, "
            f"{len(self.pack.wordings)} texts"
        )

    def _texts(self) -> Iterator[tuple[str, ...]]:
        yield "text", "class", "zh-Hans", "zh-Hant", "en", "ways", "version", "approval"
        for kind, wording in sorted(self.pack.wordings.items()):
            ways = " ".join(variant.value for variant in Variant if variant in wording.texts)
            state = self.pack.approvals.state(wording)
            yield kind, wording.message_class.value, "yes", "derived", "yes", ways, wording.version, state.value

    def _instruments(self) -> Iterator[tuple[str, ...]]:
        yield "instrument", "answered by", "questions", "when all is well", "version", "approval"
        for key, instrument in sorted(self.pack.instruments.items()):
            taps, typed = instrument.when_well
            well = f"{taps} taps, {typed} typed"
            state = self.pack.approvals.state(instrument).value
            yield key, instrument.reporter, str(len(instrument.items)), well, instrument.version, state

    def _guides(self) -> Iterator[tuple[str, ...]]:
        yield "guide", "title", "speaks of", "waits for the site", "version", "approval"
        for topic, passage in self.pack.passages.items():
            state, waits = self.pack.approvals.state(passage).value, str(len(passage.site_decides) or "")
            yield topic, passage.title.zh_hans, " ".join(passage.speaks_of), waits, passage.version, state

    def _documents(self) -> Iterator[tuple[str, ...]]:
        yield "document", "title", "ages", "speaks of", "waits for the site", "version", "approval"
        for key, document in self.pack.documents.items():
            state, waits = self.pack.approvals.state(document).value, str(len(document.site_decides) or "")
            ages = f"{document.ages.from_}-{document.ages.to}" if document.ages else ""
            spoken = " ".join(document.speaks_of)
            yield key, document.title.zh_hans, ages, spoken, waits, document.version, state

    def _sizes(self) -> Iterator[tuple[str, ...]]:
        routes = [route.key for route in self.pack.study.routes]
        yield "text", "way", "zh", "en", "en, Chinese name", *routes
        for kind in sorted(self.pack.wordings):
            for variant in Variant:
                mine = [size for size in self.sizes if (size.kind, size.variant) == (kind, variant)]
                if mine:
                    yield kind, variant.value, *self._lengths(mine), *self._costs(mine)

    def _lengths(self, mine: Sequence[Size]) -> Iterator[str]:
        for english, own_words in ((False, False), (True, False), (True, True)):
            found = [
                size.segments
                for size in mine
                if (size.language is Language.EN) is english and size.own_words is own_words
            ]
            worst = max(found, key=lambda segments: segments.units, default=None)
            yield f"{worst.parts} ({worst.units})" if worst else ""

    def _costs(self, mine: Sequence[Size]) -> Iterator[str]:
        """The dearest language, which is what a budget has to bear."""
        for route in self.pack.study.routes:
            prices = [size.cost(self.pack)[route.key] for size in mine if route.key in size.cost(self.pack)]
            yield f"{max(prices):.2f} {route.currency}" if prices else ""


def _table(rows: Iterator[tuple[str, ...]]) -> list[str]:
    """Columns side by side; a Chinese character is two columns wide."""
    cells = list(rows)
    widths = [max(_width(row[column]) for row in cells) for column in range(len(cells[0]))]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
