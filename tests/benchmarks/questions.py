"""How long an answer takes, from the text to its sentences, on one thread; and the memory on top of the service.

`python -m tests.benchmarks.questions`: the pack's labelled questions. Exits non-zero over 100 ms (p99) or 300 MiB.
"""

import resource
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from backend.assistant.experience import scored_questions
from backend.chat.consider import Reader, consider
from backend.languages import Language
from backend.protocol.load import load_pack
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand

PACK = Path("messages/nct06731192")
NOW = datetime(2026, 12, 1, tzinfo=UTC)
READER = Reader(Language.ZH_HANS, "hong-kong", by_text=True)
MOST_MS, MOST_MIB = 100.0, 300.0


def main() -> int:
    """Prints the times and the memory; 1 where a promise is broken."""
    pack = load_pack(PACK)
    context = Context(compile_rules(pack.listening))
    texts = [each.text for rows in scored_questions(pack).values() for each in rows]
    understand(texts[0], NOW, context)
    before = _memory()

    def ask(text: str) -> float:
        start = time.process_time()
        consider(text, understand(text, NOW, context), READER, context, pack=pack, live=False)
        return (time.process_time() - start) * 1000

    ask(texts[0])  # loads the models
    times = sorted(map(ask, texts))
    p99, more = times[int(len(times) * 0.99)], _memory() - before
    print(f"{len(texts)} questions, CPU time of one thread")
    print(f"an answer: median {statistics.median(times):.1f} ms, p99 {p99:.1f} ms (at most {MOST_MS:.0f})")
    print(f"memory on top of the service: {more:.0f} MiB (at most {MOST_MIB:.0f})")
    return int(p99 > MOST_MS or more > MOST_MIB)


def _memory() -> float:
    """The most this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
