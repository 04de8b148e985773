"""Whether the parts of a pack fit each other: anchors, visits, reminders, wording, slots, samples."""

from collections.abc import Iterator, Mapping

from backend.protocol.pack import Pack
from backend.protocol.schedule import Anchor, Schedule
from backend.protocol.source import Problem, Source

NEEDED = ("visit-moved", "visit-canceled", "visit-missed", "visit-together", "phone-check")
REPLIES = (
    "ack-confirmed", "ack-confirmed-all", "ack-move", "ack-call", "ack-phone-confirmed", "ack-wrong-number",
    "ack-kept", "ask-digit", "no-prompt", "help", "opt-out-confirmed", "opt-in-confirmed", "language-changed",
)  # fmt: skip
FRAGMENTS = ("all-come", "change", "call", "ask-confirm", "ask-move", "ask-call", "ask-phone-ok", "ask-phone-wrong")


def lint_schedule(pack: Pack, sources: Mapping[str, Source]) -> list[Problem]:
    """What does not fit, with file and line."""
    problems = []
    names = ["schedule.yaml", *sorted(name for name in sources if name.startswith("amendments/"))]
    for name in names:
        source = sources[name]
        schedule = next((each for each in pack.schedules if each.version == source.data.get("version")), None)
        if schedule is None:
            continue
        problems += list(_anchors(schedule, source))
        problems += list(_visits(schedule, source))
        problems += list(_reminders(pack, schedule, source))
        if name != "schedule.yaml" and schedule.effective_on is None:
            problems.append(source.problem([], "an amendment needs effective_on, the day it takes effect"))
    problems += list(_study(pack, sources["study.yaml"]))
    problems += list(_kinds(pack, sources))
    return problems


def _anchors(schedule: Schedule, source: Source) -> Iterator[Problem]:
    plain = {each.key for each in schedule.anchors if not each.derived_from}
    for index, anchor in enumerate(schedule.anchors):
        for key in (*anchor.derived_from, *anchor.or_chosen):
            if key not in plain:
                yield source.problem(
                    ["anchors", index],
                    f"anchor {anchor.key} stands on {key!r}, which is no anchor with a date of its own",
                )


def _visits(schedule: Schedule, source: Source) -> Iterator[Problem]:
    anchors: dict[str, Anchor] = {each.key: each for each in schedule.anchors}
    for index, visit in enumerate(schedule.visits):
        if visit.anchor not in anchors:
            yield source.problem(
                ["visits", index, "anchor"], f"visit {visit.key}: there is no anchor {visit.anchor!r}"
            )
        if visit.sets_anchor is not None and (
            visit.sets_anchor not in anchors or anchors[visit.sets_anchor].derived_from
        ):
            yield source.problem(
                ["visits", index, "sets_anchor"], f"visit {visit.key} cannot set the anchor {visit.sets_anchor!r}"
            )
        for sample in visit.samples:
            if sample not in schedule.samples:
                yield source.problem(
                    ["visits", index, "samples"], f"visit {visit.key}: there is no sample {sample!r}"
                )


def _reminders(pack: Pack, schedule: Schedule, source: Source) -> Iterator[Problem]:
    rules = {rule.key for rule in schedule.reminders}
    slots = pack.study.hours.slots
    for index, rule in enumerate(schedule.reminders):
        place: list[str | int] = ["reminders", index]
        if rule.slot not in slots:
            yield source.problem(
                [*place, "slot"], f"reminder {rule.key}: there is no slot {rule.slot!r} in study.yaml"
            )
        elif (
            pack.study.hours.early_from <= slots[rule.slot] < pack.study.hours.quiet_until
            and not rule.only_early_opt_in
        ):
            yield source.problem([*place, "slot"], f"reminder {rule.key}: an early slot needs only_early_opt_in")
        if rule.kind not in pack.wordings:
            yield source.problem([*place, "kind"], f"reminder {rule.key}: there is no wording {rule.kind!r}")
        if rule.instead_of is not None and rule.instead_of not in rules:
            yield source.problem(
                [*place, "instead_of"], f"reminder {rule.key}: there is no reminder {rule.instead_of!r}"
            )
        for sample in filter(None, (rule.only_if_sample, rule.unless_sample)):
            if sample not in schedule.samples:
                yield source.problem(place, f"reminder {rule.key}: there is no sample {sample!r}")
    if schedule.missed_slot not in slots:
        yield source.problem(["missed_slot"], f"there is no slot {schedule.missed_slot!r} in study.yaml")


def _study(pack: Pack, source: Source) -> Iterator[Problem]:
    if not any(anchor.key == pack.study.consent_anchor for anchor in pack.schedules[0].anchors):
        yield source.problem(["consent_anchor"], f"the schedule has no anchor {pack.study.consent_anchor!r}")


def _kinds(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Problem]:
    where = sources["schedule.yaml"]
    for kind in (*NEEDED, *REPLIES):
        if kind not in pack.wordings:
            yield where.problem([], f"the pack needs the wording sms/{kind}.yaml")
    together = pack.wordings.get("visit-together")
    for name in FRAGMENTS:
        if together is not None and name not in together.fragments:
            yield sources["sms/visit-together.yaml"].problem(["fragments"], f"the fragment {name!r} is missing")
