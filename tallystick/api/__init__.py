"""What the library's users, the command line and the web call: every name is here, in the file that its verb names.

- `taking.py`: `read_bytes`, `read_paths`, `add`, `backfill`, `watch`, `watch_status`, `reread`
- `reports.py`, where a report comes from: `provenance`, `reading`, `source`
- `sense.py`, making sense: `events`, `dossier`, `compare`, `export`; `known`, to ask more than once
- `judged.py`: `judge`, `put_on_map`, `edit_claim`, `add_claim`, `undo`, `judgements`, `explain`
- `keeping.py`: `head`, `verify`, `backup`, `restore`, `merge`
- `hooks.py`, telling others: `notify`; `showing.py`: `demo`

Files and the clock are read here; what lies below gets values and returns values. A ledger is given as the path of its
file, as the address of a PostgreSQL database, or as an open `Ledger`, which is then left open (`books.py`).
"""

from tallystick.api.books import Book, write_bytes, write_text
from tallystick.api.hooks import notify
from tallystick.api.judged import Judged, add_claim, edit_claim, explain, judge, judgements, put_on_map, undo
from tallystick.api.keeping import Restored, Verdict, backup, head, merge, restore, verify
from tallystick.api.reports import provenance, reading, source
from tallystick.api.sense import (
    Exported,
    Known,
    compare,
    dossier,
    dossier_json,
    events,
    export,
    exported,
    known,
    profile_for,
)
from tallystick.api.showing import Demo, demo
from tallystick.api.taking import Reread, add, backfill, read_bytes, read_paths, reread, watch, watch_status
from tallystick.engine.backfill import Backfilled
from tallystick.intake import Added, load_knowledge
from tallystick.notifying import Reached
from tallystick.watch import WatchStatus

__all__ = [
    "Added",
    "Backfilled",
    "Book",
    "Demo",
    "Exported",
    "Judged",
    "Known",
    "Reached",
    "Reread",
    "Restored",
    "Verdict",
    "WatchStatus",
    "add",
    "add_claim",
    "backfill",
    "backup",
    "compare",
    "demo",
    "dossier",
    "dossier_json",
    "edit_claim",
    "events",
    "explain",
    "export",
    "exported",
    "head",
    "judge",
    "judgements",
    "known",
    "load_knowledge",
    "merge",
    "notify",
    "profile_for",
    "provenance",
    "put_on_map",
    "read_bytes",
    "read_paths",
    "reading",
    "reread",
    "restore",
    "source",
    "undo",
    "verify",
    "watch",
    "watch_status",
    "write_bytes",
    "write_text",
]
