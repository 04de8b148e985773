"""Whether the parts of a schedule fit each other and the pack: anchors, visits, reminders, slots, samples."""

from collections.abc import Iterator, Mapping

from backend.protocol.pack import Pack
from backend.protocol.schedule import ReminderRule, Schedule
from backend.protocol.source import Problem, Source

FIRST = "schedule.yaml"
Place = list[str | int]


def lint_schedule(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """What does not fit, with file and line. `pack.schedules` are matched to their files by version."""
    names = [FIRST, *sorted(name for name in sources if name.startswith("amendments/"))]
    yield from _versions(names, sources)
    by_version = {schedule.version: schedule for schedule in pack.schedules}
    for name in names:
        schedule, source = by_version[str(sources[name].data["version"])], sources[name]
        yield from _effective(schedule, source, name)
        yield from _anchors(schedule, source)
        yield from _reachable(schedule, source, pack.study.consent_anchor)
        yield from _visits(schedule, source)
        for index, rule in enumerate(schedule.reminders):
            yield from _reminder(pack, schedule, source, rule, ["reminders", index])
        if schedule.missed_slot not in pack.study.hours.slots:
            yield source.problem(["missed_slot"], f"there is no slot {schedule.missed_slot!r} in study.yaml")
        if not any(anchor.key == pack.study.consent_anchor for anchor in schedule.anchors):
            yield source.problem(["anchors"], f"the anchor {pack.study.consent_anchor!r} of study.yaml is missing")


def _versions(names: list[str], sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Versions and effective dates name schedules in records, so neither may be there twice."""
    for key in ("version", "effective_on"):
        seen: dict[str, str] = {}
        for name in names:
            value = sources[name].data.get(key)
            if value is None:
                continue
            if str(value) in seen:
                yield sources[name].problem([key], f"{key} {value} is that of {seen[str(value)]} already")
            seen.setdefault(str(value), name)


def _effective(schedule: Schedule, source: Source, name: str) -> Iterator[Problem]:
    if name == FIRST and schedule.effective_on is not None:
        yield source.problem(["effective_on"], "the first schedule holds from the start; only amendments have this")
    if name != FIRST and schedule.effective_on is None:
        yield source.problem([], "an amendment needs effective_on, the day it takes effect")


def _anchors(schedule: Schedule, source: Source) -> Iterator[Problem]:
    plain = {each.key for each in schedule.anchors if not each.derived_from}
    for index, anchor in enumerate(schedule.anchors):
        for field in ("derived_from", "or_chosen"):
            for key in getattr(anchor, field):
                if key not in plain:
                    yield source.problem(
                        ["anchors", index, field],
                        f"anchor {anchor.key} stands on {key!r}, which is no anchor with a date of its own",
                    )
        if anchor.or_chosen and not anchor.derived_from:
            yield source.problem(["anchors", index], f"anchor {anchor.key} has or_chosen without derived_from")


def _reachable(schedule: Schedule, source: Source, consent: str) -> Iterator[Problem]:
    """Anchors that only visits set must be reached from consent; a circle of visits never starts."""
    derived = {each.key: each.derived_from for each in schedule.anchors}
    set_by = {visit.sets_anchor for visit in schedule.visits}
    known = {consent} | {key for key in derived if key not in set_by and not derived[key]}
    while True:
        more = {visit.sets_anchor for visit in schedule.visits if visit.anchor in known and visit.sets_anchor}
        more |= {key for key, sources in derived.items() if any(each in known for each in sources)}
        if more <= known:
            break
        known |= more
    for index, visit in enumerate(schedule.visits):
        if visit.anchor in derived and visit.anchor not in known:
            yield source.problem(
                ["visits", index, "anchor"],
                f"visit {visit.key} counts from {visit.anchor}, which only visits set that wait for each other",
            )


def _visits(schedule: Schedule, source: Source) -> Iterator[Problem]:
    anchors = {each.key: each for each in schedule.anchors}
    for index, visit in enumerate(schedule.visits):
        place: Place = ["visits", index]
        if visit.anchor not in anchors:
            yield source.problem([*place, "anchor"], f"visit {visit.key}: there is no anchor {visit.anchor!r}")
        sets = visit.sets_anchor
        if sets is not None and (sets not in anchors or anchors[sets].derived_from):
            yield source.problem([*place, "sets_anchor"], f"visit {visit.key} cannot set the anchor {sets!r}")
        for sample in visit.samples:
            if sample not in schedule.samples:
                yield source.problem([*place, "samples"], f"visit {visit.key}: there is no sample {sample!r}")
    for sample in schedule.unscheduled.samples:
        if sample not in schedule.samples:
            yield source.problem(["unscheduled", "samples"], f"there is no sample {sample!r}")


def _reminder(pack: Pack, schedule: Schedule, source: Source, rule: ReminderRule, place: Place) -> Iterator[Problem]:
    hours, said = pack.study.hours, f"reminder {rule.key}"
    at = hours.slots.get(rule.slot)
    if at is None:
        yield source.problem([*place, "slot"], f"{said}: there is no slot {rule.slot!r} in study.yaml")
    elif at < hours.quiet_until and not rule.only_early_opt_in:
        yield source.problem([*place, "slot"], f"{said}: an hour before quiet_until needs only_early_opt_in")
    if rule.kind not in pack.wordings:
        yield source.problem([*place, "kind"], f"{said}: there is no wording {rule.kind!r}")
    others = {other.key: other for other in schedule.reminders}
    if rule.instead_of is not None and (rule.instead_of not in others or rule.instead_of == rule.key):
        yield source.problem([*place, "instead_of"], f"{said}: there is no other reminder {rule.instead_of!r}")
    elif rule.instead_of is not None and others[rule.instead_of].instead_of is not None:
        yield source.problem([*place, "instead_of"], f"{said}: {rule.instead_of} itself stands in for another")
    for field in ("only_if_sample", "unless_sample"):
        sample = getattr(rule, field)
        if sample is not None and sample not in schedule.samples:
            yield source.problem([*place, field], f"{said}: there is no sample {sample!r}")
