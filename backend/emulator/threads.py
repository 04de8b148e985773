"""The provider's memory: every message, by its id and by the phone it went to or came from."""

from collections.abc import Sequence

from backend.emulator.messages import VirtualMessage


class Threads:
    """Every message there was, oldest first."""

    def __init__(self) -> None:
        self.log: list[VirtualMessage] = []
        self.inbound: list[VirtualMessage] = []
        self.by_phone: dict[str, list[VirtualMessage]] = {}
        self._by_sid: dict[str, VirtualMessage] = {}

    def keep(self, message: VirtualMessage) -> None:
        """Keep a message."""
        self.log.append(message)
        self._by_sid[message.sid] = message
        self.by_phone.setdefault(message.phone, []).append(message)
        if message.direction == "inbound":
            self.inbound.append(message)

    def with_sid(self, sid: str) -> VirtualMessage | None:
        """The message of that id."""
        return self._by_sid.get(sid)

    def of(self, phone: str) -> Sequence[VirtualMessage]:
        """A phone's messages."""
        return self.by_phone.get(phone, ())

    def last_heard(self, phone: str) -> str | None:
        """The number the last text to a phone came from."""
        outbound = (each for each in reversed(self.of(phone)) if each.direction != "inbound")
        return next((each.from_ for each in outbound), None)
