"""Twilio's error codes by what is to be done about them (twilio.com/docs/api/errors; channels 1.6)."""

from backend.channels.outcomes import Fault

FAULTS: dict[int, Fault] = {
    429: Fault.BUSY,
    20429: Fault.BUSY,
    21611: Fault.BUSY,
    30001: Fault.BUSY,
    63038: Fault.BUSY,
    20003: Fault.CONFIGURATION,
    20404: Fault.CONFIGURATION,
    21408: Fault.CONFIGURATION,
    21606: Fault.CONFIGURATION,
    21612: Fault.CONFIGURATION,
    21703: Fault.CONFIGURATION,
    21712: Fault.CONFIGURATION,
    30002: Fault.CONFIGURATION,
    30034: Fault.CONFIGURATION,
    21211: Fault.NUMBER,
    21614: Fault.NUMBER,
    30004: Fault.NUMBER,
    30005: Fault.NUMBER,
    30006: Fault.NUMBER,
    21610: Fault.OPT_OUT,
    30003: Fault.TRANSIENT,
    30008: Fault.TRANSIENT,
    30500: Fault.TRANSIENT,
    30007: Fault.CONTENT,
    30450: Fault.CONTENT,
    21602: Fault.CONTENT,
    21617: Fault.CONTENT,
    30036: Fault.EXPIRED,
}


def fault_of(code: int | None) -> Fault:
    """What `code` asks of us; a code nobody classed goes to a person."""
    return FAULTS.get(code or 0, Fault.REVIEW)
