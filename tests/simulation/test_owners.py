"""The demo names whose phone it is: siblings by both names, the people on call; live, no text is lost."""

from backend.clock import SetClock
from backend.emulator.faults import Faults, FaultSource
from backend.languages import Language
from backend.simulation.contacts import GAO, demo_contacts
from backend.simulation.owners import owners
from tests.factories import NOON, PACK, emulator


def test_siblings_share_a_phone_and_contacts_take_up() -> None:
    row = {"caregiver1_phone": "+85265000001", "caregiver1_called": "妈妈", "caregiver1_relation": "mother"}
    found = owners([{**row, "child_called": "可可"}, {**row, "child_called": "Leo"}], demo_contacts(PACK))
    assert found["+85265000001"].names[Language.ZH_HANS] == "可可、Leo的妈妈"
    assert found["+85265000001"].names[Language.EN] == "mother of 可可, Leo"
    assert (found[GAO].names[Language.EN], found[GAO].answers) == ("Dr Gao", ("A",))


def test_a_calm_provider_loses_nothing_but_what_is_scripted() -> None:
    source = FaultSource(Faults(1.0), 7)
    assert source.on_inbound()
    source.be_calm()
    source.script("inbound-lost")
    assert [source.on_inbound() for _ in range(20)] == ["inbound-lost", *[""] * 19]
    assert emulator(SetClock(NOON)).owners == {}
