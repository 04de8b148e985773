"""Whether the interface catalogs are complete: run as `python -m tests.catalogs [--update]`."""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from backend.languages import LOCALES, traditional

BACKEND = LOCALES.parent / "backend"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
KEYWORDS = {"gettext": None, "say": None, "_": None, "marked": None}
NAMES = ("zh_Hans", "zh_Hant", "en")


def extracted() -> Catalog:
    """Every interface sentence in the code, with where it stands."""
    catalog = Catalog(project="Nuanxin", charset="utf-8", header_comment="# Interface sentences of Nuanxin.")
    for name, _line, message, _comments, _context in extract_from_dir(
        str(BACKEND), METHODS, keywords=KEYWORDS, comment_tags=()
    ):
        if isinstance(message, str) and message:
            catalog.add(message, locations=[(f"backend/{name}", 0)])
    return catalog


def path_of(name: str) -> Path:
    return LOCALES / name / "LC_MESSAGES" / "nuanxin.po"


def read(name: str) -> Catalog:
    path = path_of(name)
    if not path.exists():
        return Catalog(locale=name)
    with path.open("rb") as file:
        return read_po(file, locale=name)


def written(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
    lines = out.getvalue().decode().splitlines()
    kept = [
        line for line in lines if not line.startswith(('"POT-Creation', '"PO-Revision', '"Generated-By', '"Last-T'))
    ]
    return ("\n".join(kept) + "\n").encode()


def problems() -> list[str]:
    """What is stale, missing or at odds with its original."""
    source = extracted()
    wanted = {message.id for message in source if message.id}
    catalogs = {name: read(name) for name in NAMES}
    found = []
    for name, catalog in catalogs.items():
        have = {message.id for message in catalog if message.id}
        found += [f"{name}: missing {message!r}; run `make catalogs`" for message in sorted(wanted - have)]
        found += [f"{name}: no longer used {message!r}; run `make catalogs`" for message in sorted(have - wanted)]
        for message in catalog:
            if message.id and (not message.string or message.fuzzy):
                found.append(f"{name}: not translated {message.id!r}")
            found += [f"{name}: {message.id!r}: {error}" for error in message.check(catalog)]
    hans = {message.id: message.string for message in catalogs["zh_Hans"] if message.id}
    for message in catalogs["zh_Hant"]:
        if message.id and message.string != traditional(str(hans.get(message.id, ""))):
            found.append(f"zh_Hant: {message.id!r} differs from what zh_Hans gives; run `make catalogs`")
    return found


def update() -> None:
    """Merge new sentences; zh_Hant and en are derived, zh_Hans waits for a translator."""
    source = extracted()
    hans = read("zh_Hans")
    known = {message.id: message.string for message in hans if message.id}
    for name in NAMES:
        catalog = Catalog(
            locale=name, project="Nuanxin", charset="utf-8", header_comment="# Interface sentences.", fuzzy=False
        )
        for message in source:
            if not message.id:
                continue
            zh = str(known.get(message.id, ""))
            text = {"zh_Hans": zh, "zh_Hant": traditional(zh) if zh else "", "en": message.id}[name]
            catalog.add(message.id, text, locations=message.locations, flags=message.flags)
        path_of(name).parent.mkdir(parents=True, exist_ok=True)
        path_of(name).write_bytes(written(catalog))


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    found = problems()
    print("\n".join(found) or "The catalogs are complete.")
    sys.exit(1 if found else 0)
