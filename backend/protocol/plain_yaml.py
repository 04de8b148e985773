"""YAML that means what it says.

YAML 1.1 reads the key `on` as true, 21:00 as 1260 and `no` as false. Here only true, false, null and plain numbers
are not text; dates and hours are text that the model they belong to reads.
"""

import re
from typing import Any

import yaml

KINDS = (
    ("bool", "true|false", "tf"),
    ("null", "null|~|", ["n", "~", ""]),
    ("int", "-?(0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?(0|[1-9][0-9]*)\.[0-9]+", "-0123456789"),
)


_ALIAS = re.compile(r"(^|[\s\[{,:-])\*\w")
"""Where an alias may stand; the C library would follow it."""


class _PlainLoader(yaml.SafeLoader):
    """A loader that starts out knowing text only."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012 - PyYAML's own name and shape

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuses aliases: text that stands for other text cannot be read, or approved, where it stands."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "write it out; aliases (*name) are not read", mark)
        return super().compose_node(parent, index)


class _QuickLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same by the C library, many times as fast; what it refuses, the other one explains."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012 - PyYAML's own name and shape


for _name, _pattern, _first in KINDS:
    for _loader in (_PlainLoader, _QuickLoader):
        _loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^({_pattern})$"), list(_first))


def read_plain(text: str) -> tuple[yaml.Node | None, Any]:
    """The nodes, which know their lines, and the plain data. Raises yaml.YAMLError."""
    if not _ALIAS.search(text):
        try:
            return _read(_QuickLoader(text))
        except yaml.YAMLError:
            pass  # read again below, for the better words
    return _read(_PlainLoader(text))


def _read(loader: Any) -> tuple[yaml.Node | None, Any]:
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()
