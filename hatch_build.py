"""Compiles the gazetteer when the wheel is built, so that nothing is downloaded at run time."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GazetteerHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `tallystick.reference.compile` for wheels, editable ones too; a source archive has no gazetteer."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before hatchling collects the files."""
        if self.target_name == "wheel":
            _load_compiler(Path(self.root)).compile_gazetteer()


def _load_compiler(root: Path) -> Any:
    """Import the compiler without running `tallystick/__init__.py`, whose dependencies are not here yet."""
    stubs = {"tallystick": root / "tallystick", "tallystick.reference": root / "tallystick/reference"}
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "tallystick"}
    for name, folder in stubs.items():
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = [str(folder)]
    try:
        return importlib.import_module("tallystick.reference.compile")
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "tallystick"]:
            del sys.modules[name]
        sys.modules.update(kept)
