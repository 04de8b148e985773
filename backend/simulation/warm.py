"""Loaded by the process that workers are forked from: what each would else work out again when it is born."""

from backend.protocol.load import load_pack
from backend.settings import load_settings
from backend.triage.rulebook import compile_rules

compile_rules(load_pack(load_settings().pack).listening)
