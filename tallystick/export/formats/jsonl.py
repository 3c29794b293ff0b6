"""`jsonl`: everything, one event a line, in the words of the model. It can be read back."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tallystick.export.formats.fields import paths
from tallystick.export.formats.format import Written
from tallystick.export.formats.loss import Loss
from tallystick.model import Dossier, Report, from_json, to_json

TEXT = "report.text"


class JsonLines:
    """The whole record, but the texts of the reports: these belong to their publishers."""

    name = "jsonl"
    description = "one event a line with all its claims, mentions and reports: everything but the reports' texts"
    profile = "ledger"
    codebook = False
    files = ("events.jsonl",)
    holds = paths() - {TEXT}

    def write(self, dossiers: Sequence[Dossier], loss: Loss) -> Written:
        """One line of JSON a dossier, keys in the model's order."""
        lines = [to_json(_without_texts(dossier, loss)) for dossier in dossiers]
        return Written({self.files[0]: b"".join(line + b"\n" for line in lines)}, len(lines))


def read_back(data: bytes) -> list[Dossier]:
    """The dossiers of a file that this format wrote; the reports' texts are empty.

    Raises:
        msgspec.ValidationError: a line is no dossier.
    """
    return [from_json(line, Dossier) for line in data.splitlines() if line]


def without_text(report: Report) -> Report:
    """A report as it may be passed on: where it is and what it is called, not what it says."""
    return replace(report, text="")


def _without_texts(dossier: Dossier, loss: Loss) -> Dossier:
    loss.withheld("the texts of the reports, which belong to their publishers", dossier.event.id)
    return replace(dossier, reports=tuple(map(without_text, dossier.reports)), background=())
