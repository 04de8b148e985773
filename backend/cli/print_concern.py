"""A concern in the lines of a terminal."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.concerns.models import Concern
from backend.concerns.packet import Packet


def say(concern: Concern, what: str) -> None:
    """One line about what was done."""
    print(f"Concern {concern.number} ({concern.level}, {concern.code}) {what}.")


def at(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as staff read it."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def print_packet(found: Packet, zone: ZoneInfo) -> None:
    """Everything about a concern, moments in `zone`."""
    concern = found.concern
    print(f"Concern {concern.number}: {concern.level}, {concern.state}, {found.codes or 'unknown phone'}")
    if concern.due_by is not None:
        print(f"  due by {at(concern.due_by, zone)}")
    for child in found.children:
        since = ", ".join(f"{days} days since {name}" for name, days in child.days_since.items())
        print(f"  {child.code}: {child.age} years, {child.sex}{', ' + since if since else ''}")
    for said in found.said:
        signs = "; ".join(each for each in (", ".join(said.signs) or said.rule, said.readings) if each)
        whose = f" {said.child or 'child unknown'}" if len(found.children) > 1 else ""
        about = f"{said.source} {said.level.value}{whose} [{said.language}]"
        print(f"  {at(said.at, zone)} {about} “{said.words}” ({signs})")
    for told in found.told:
        print(f"  told {at(told.at, zone)} {told.kind}: {told.status or 'not sent, ' + told.not_sent} “{told.body}”")
    for phone in found.callbacks:
        stop = f"  CANNOT TEXT ({phone.cannot_text}), PHONE NOW" if phone.cannot_text else ""
        print(f"  call {phone.number} {phone.who} {phone.relation} [{phone.language}]{stop}")
    for sae in found.sae:
        limit = f"report by {at(sae.limit, zone)}" if sae.limit else "nobody is aware yet"
        signs = ", ".join(sae.clock.signs)
        none = f"judged to be none {at(sae.clock.dismissed_at, zone)}" if sae.clock.dismissed_at else ""
        print(f"  serious adverse event? {sae.clock.nth}: {signs}: {sae.clock.reference or none or limit}")
    for row in found.events:
        facts = json.dumps(row.facts, ensure_ascii=False, sort_keys=True)
        print(f"  {row.nth:>3} {at(row.happened_at, zone)} {row.kind:14} {row.by:20} {facts}")
