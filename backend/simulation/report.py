"""The report of a simulated study: what went out, what came back, what it cost, what people had to do."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from backend.concerns import queries as tasks
from backend.db import reading
from backend.inbox import queries as inbox
from backend.outbox import queries as outbox
from backend.outbox.models import Message
from backend.protocol.pack import Pack
from backend.schedule import queries as schedule
from backend.simulation.diary_report import diary_lines
from backend.simulation.run import Outcome
from backend.simulation.violation import Violation


def report(outcome: Outcome, violations: list[Violation]) -> list[str]:
    """The lines to print: nothing in them depends on how long the run took."""
    with reading(outcome.engine) as session:
        messages = outbox.all_messages(session)
        texts = inbox.all_texts(session)
        facts = schedule.all_visit_facts(session)
        opened = tasks.all_tasks(session)
        worries = tasks.all_concerns(session)
        steps = tasks.events_of_many(session, [each.id for each in worries])
        diaries = list(diary_lines(session, outcome.book, now=outcome.world.clock.now()))
    story = outcome.story
    lines = [
        f"{story.families} families, {story.months} months from {story.start}, seed {story.seed}, "
        f"faults {story.faults:g}",
        "",
        *_by_kind(messages),
        "",
        *_by_language(messages),
        "",
        *_cost(messages, outcome.pack),
        "",
        *_load(messages),
        "",
        *diaries,
        "",
        *_counted("visits", Counter(fact.kind for fact in facts)),
        *_counted("texts from parents", Counter(row.outcome or "waiting" for row in texts)),
        *_counted("concerns", Counter(each.level for each in worries)),
        *_counted("what happened to them", Counter(event.kind for each in steps.values() for event in each)),
        f"concerns not resolved: {sum(each.state != 'resolved' for each in worries)}",
        *_counted("tasks", Counter(task.kind for task in opened)),
        f"tasks still open: {sum(task.state == 'open' for task in opened)}",
    ]
    if story.faults:
        lines += _counted("faults of the provider", outcome.emulator.faults_used)
    lines += ["", f"invariants: {len(violations)} violations"]
    lines += [f"  {each.promise}: message {each.message_id} ({each.detail})" for each in violations[:50]]
    return lines


def _by_kind(messages: list[Message]) -> Iterator[str]:
    statuses = ["delivered", "sent", "accepted", "undelivered", "failed", "expired", "blocked", "canceled", "pending"]
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for message in messages:
        table[message.kind][message.status] += 1
    used = [status for status in statuses if any(row[status] for row in table.values())]
    yield f"{'messages by kind':22}" + "".join(f"{status:>12}" for status in used)
    for kind in sorted(table):
        yield f"{kind:22}" + "".join(f"{table[kind][status] or '':>12}" for status in used)
    total = Counter(message.status for message in messages)
    yield f"{'all':22}" + "".join(f"{total[status]:>12}" for status in used)


def _by_language(messages: list[Message]) -> Iterator[str]:
    sent = [message for message in messages if message.sent_at is not None]
    table = Counter((message.route, message.language) for message in sent)
    languages = sorted({message.language for message in sent})
    yield f"{'sent by route':22}" + "".join(f"{language:>12}" for language in languages)
    for route in sorted({message.route for message in sent}):
        yield f"{route:22}" + "".join(f"{table[route, language] or '':>12}" for language in languages)


def _cost(messages: list[Message], pack: Pack) -> Iterator[str]:
    prices = {route.key: route for route in pack.study.routes}
    yield f"{'segments and cost':22}{'messages':>12}{'segments':>12}{'cost':>12}"
    total = Decimal(0)
    for key in sorted(prices.keys() & {message.route for message in messages}):
        mine = [message for message in messages if message.route == key and message.sent_at is not None]
        segments = sum(message.parts for message in mine)
        cost = segments * prices[key].price_per_segment
        total += cost
        yield f"{key:22}{len(mine):>12}{segments:>12}{cost:>12.2f}"
    currency = pack.study.routes[0].currency
    yield f"{'all':22}{'':>24}{total:>12.2f} {currency}"


def _load(messages: list[Message]) -> Iterator[str]:
    """Texts per family and week: how much of a burden we are."""
    weeks: Counter[tuple[str, str]] = Counter()
    for message in messages:
        if message.sent_at is not None:
            weeks[message.stream, f"{message.sent_at + timedelta(hours=8):%G-%V}"] += 1
    spread = Counter(weeks.values())
    counts = sorted(weeks.values())
    middle = counts[len(counts) // 2] if counts else 0
    busiest = counts[-1] if counts else 0
    yield f"texts per family and week (weeks with any): median {middle}, most {busiest}"
    yield "  " + ", ".join(f"{size}: {spread[size]}" for size in sorted(spread))


def _counted(title: str, counted: Counter[str]) -> Iterator[str]:
    yield f"{title}: " + ", ".join(f"{name} {counted[name]}" for name in sorted(counted))
