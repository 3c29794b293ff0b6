"""Readings of whole corpora, made once and kept, because reading takes minutes and linking takes seconds.

    python -m bench.readings [--readings FOLDER] [CORPUS...]

Of each corpus that names the incidents of its reports, FOLDER gets one file of JSON lines, as `tally read --json`
prints them. Its name holds a checksum of all that a reading depends on, the reader's code and tables and the corpus, so
that a change of either makes new readings, and nothing is read twice. A run broken off goes on where it stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bench.corpora import FIELDS, Corpus, Document, Output, lines_of, workers
from bench.readers import read_claims
from tallystick.errors import TallystickError
from tallystick.model import Reading, from_json

KEPT = Path("build", "readings")
"""Where readings are kept unless told otherwise; git ignores it."""
NAMES = ("ecbplus", "fa-kes", "gva-gvc")
PACKAGE = Path(__file__).resolve().parents[1] / "tallystick"
DEPENDS_ON = ("model.py", "ids.py", "pipeline.py", "text", "reference", "read", "extract")
"""What a reading depends on, of the package; how common words are is only for linking."""
ONLY_LINKING = ("terms.py", "terms.tsv")


def incident(document: Document) -> str | None:
    """The incident that a corpus files a document under; None where it names none or several, or is of no violence."""
    if document["corpus"] == "gva-gvc" and (not document["usable"] or document["other_clusters"]):
        return None
    if document["corpus"] == "ecbplus" and not document["violent"]:
        return None
    filed = document.get("weak_group") if document["corpus"] == "fa-kes" else document.get("cluster")
    return None if filed is None else str(filed)


def annotated(name: str) -> list[Document]:
    """The documents of a corpus, annotations included."""
    return [json.loads(line) for line in lines_of(Corpus(name, "linking"), sample=False)]


def path_of(name: str, folder: Path = KEPT) -> Path:
    """The file of a corpus's readings by the reader as it is now."""
    return folder / f"{name}.{fingerprint(name)[:12]}.jsonl"


@lru_cache
def fingerprint(name: str) -> str:
    """SHA-256 of all that the readings of a corpus depend on."""
    digest = hashlib.sha256(Corpus(name, "linking").fingerprint().encode())
    for part in DEPENDS_ON:
        found = [PACKAGE / part] if part.endswith(".py") else (PACKAGE / part).rglob("*")
        for file in sorted(each for each in found if each.suffix in {".py", ".toml", ".tsv"}):
            if file.name not in ONLY_LINKING:
                digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def readings(name: str, folder: Path = KEPT, *, processes: int = 2) -> list[Reading]:
    """What the reader makes of each document whose incident is known; made now where it is not kept.

    Args:
        folder: where readings are kept; a file in it that is named for the corpus alone is taken as it is.
    """
    given = folder / f"{name}.jsonl"
    kept = given if given.exists() else path_of(name, folder)
    if not kept.exists():
        make(name, kept, processes=processes)
    with kept.open(encoding="utf-8") as lines:
        return [from_json(line, Reading) for line in lines]


def make(name: str, kept: Path, *, processes: int = 2) -> None:
    """Read a corpus into a file."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".part")
    whole = _whole_lines(unfinished)
    done = {json.loads(line)["report"]["external_id"] for line in whole}
    wanted = [one for one in annotated(name) if incident(one) is not None and str(one["id"]) not in done]
    began = time.monotonic()
    with unfinished.open("w", encoding="utf-8") as opened, workers(processes) as mapped:
        opened.writelines(whole)
        inputs = ({key: one.get(key) for key in FIELDS} for one in wanted)
        for output in mapped(_read, inputs):
            if output is not None:
                opened.write(json.dumps(output, ensure_ascii=False) + "\n")
    unfinished.rename(kept)
    print(f"{name}: {len(wanted)} documents read in {time.monotonic() - began:.0f} s", file=sys.stderr)


def _read(document: Document) -> Output | None:
    """As `read_claims`; a document that the reader breaks on is told and left out, so that the others are kept."""
    try:
        return read_claims(document)
    except TallystickError as error:
        print(f"{document['id']}: {error}", file=sys.stderr, flush=True)
        return None


def _whole_lines(unfinished: Path) -> list[str]:
    """What an earlier run read; its last line may be cut short."""
    if not unfinished.exists():
        return []
    return [line for line in unfinished.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("}\n")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the readings that are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", choices=[*NAMES, []], metavar="CORPUS")
    parser.add_argument("--readings", type=Path, default=KEPT, metavar="FOLDER")
    given = parser.parse_args(arguments)
    for name in given.corpora or NAMES:
        print(f"{name}: {len(readings(name, given.readings))} readings in {path_of(name, given.readings)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
