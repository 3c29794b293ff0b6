"""The texts of the site that are translated: `python -m tests.catalogues` brings the catalogues up to date.

New texts are added without a translation, texts that are gone are taken out; a test says which are missing.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po, write_po

import tallystick.export
import tallystick.link
import tallystick.reconcile
import tallystick.web

FOLDER = Path(tallystick.web.__file__).parent
PACKAGES = (tallystick.export, tallystick.reconcile, tallystick.link)
SPEAKING = [Path(package.__file__ or "").parent for package in PACKAGES]
"""The dossier's page is one for the site and for whoever passes it on; what it tells, the record says."""
MODULES = ("review.py",)
LANGUAGES = ("ar", "es", "fr")
METHODS = [("**.py", "python"), ("templates/**.j2", "jinja2.ext:babel_extract")]
OPTIONS = {"templates/**.j2": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}
KEYWORDS = {"_": None, "N_": None, "Shape": None, "gettext": None, "ngettext": (1, 2)}


def texts() -> Catalog:
    """Every text that pages and code of the site say."""
    found = Catalog(project="tallystick", charset="utf-8")
    for folder in (FOLDER, *SPEAKING):
        for name, line, message, _, _ in extract_from_dir(folder, METHODS, OPTIONS, KEYWORDS):
            found.add(message, locations=[(name, line)])
    for name in MODULES:
        with (FOLDER.parent / name).open("rb") as lines:
            for line, message, _, _ in extract("python", lines, KEYWORDS):
                found.add(message, locations=[(name, line)])
    return found


def catalogue(language: str) -> Catalog:
    """One language, as it is committed."""
    path = FOLDER / f"languages/{language}.po"
    return read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)


_KEPT = ("Language:", "Plural-Forms:", " 4 : 5", "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:")


def written(held: Catalog) -> bytes:
    """A catalogue as it is committed: of its head only what says how to read it, so that only texts change it."""
    held.header_comment, held.fuzzy = (
        "# What the site says, in another language; `python -m tests.catalogues` keeps it up.",
        False,
    )
    out = BytesIO()
    write_po(out, held, width=120, sort_output=True, no_location=True)
    head, _, rest = out.getvalue().decode().partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith('"') or line[1:].startswith(_KEPT)]
    return ("\n".join(lines) + "\n\n" + rest).encode()


def main() -> int:
    """Write the catalogues anew."""
    template = texts()
    for language in LANGUAGES:
        held = catalogue(language)
        held.update(template, no_fuzzy_matching=True)
        held.obsolete.clear()
        (FOLDER / f"languages/{language}.po").write_bytes(written(held))
    return 0


if __name__ == "__main__":
    sys.exit(main())
