"""How long a message takes to be understood, by the rules alone and with the model, on one thread; and the memory.

`python -m tests.benchmarks.understand [FILE]`: JSON lines with `text`; the pack's labelled messages if left out.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from backend.protocol.load import load_pack
from backend.triage.experience import labelled_rows
from backend.triage.reconsider import reconsider
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand

PACK = Path("messages/nct06731192")
MOST = 1000
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def main() -> None:
    """Prints a line for the rules, one for the model, and the memory after both."""
    texts = _texts(sys.argv[1:])
    context = Context(compile_rules(load_pack(PACK).listening))
    by_rules = [understand(text, NOW, context) for text in texts[:20]]
    reconsider(texts[0], by_rules[0], context)
    print(f"{len(texts)} messages, CPU time of one thread")
    _report("rules alone", [_milliseconds(lambda text=text: understand(text, NOW, context)) for text in texts])
    read = [(text, understand(text, NOW, context)) for text in texts]
    _report(
        "the model after them",
        [_milliseconds(lambda text=text, known=known: reconsider(text, known, context)) for text, known in read],
    )
    print(f"memory of the process, at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def _texts(files: Sequence[str]) -> list[str]:
    if files:
        texts = [json.loads(line)["text"] for file in files for line in Path(file).read_text("utf-8").splitlines()]
    else:
        texts = [row.text for rows in labelled_rows(PACK / "triage" / "labelled").values() for row in rows]
    return texts[:: max(1, len(texts) // MOST)]


def _milliseconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def _report(name: str, times: Sequence[float]) -> None:
    ordered = sorted(times)
    print(f"{name:22} median {statistics.median(ordered):6.2f} ms   p99 {ordered[int(len(ordered) * 0.99)]:6.2f} ms")


if __name__ == "__main__":
    main()
