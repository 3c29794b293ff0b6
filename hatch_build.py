"""Compiles the gazetteer and the maps, and copies browser code, when a wheel is built: nothing is downloaded later."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OTHERS = ("maplibre-gl/dist/maplibre-gl.mjs", "maplibre-gl/dist/maplibre-gl-worker.mjs", "pmtiles/dist/pmtiles.js")


class GazetteerHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs the compilers of `tallystick.reference` for wheels, editable ones too; a source archive has no maps."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before hatchling collects the files."""
        if self.target_name == "wheel":
            _load_compiler(Path(self.root), "compile").compile_gazetteer()
            _load_compiler(Path(self.root), "outlines_compile").compile_outlines()
            _load_compiler(Path(self.root), "areas_compile").compile_areas()
            _take_over(Path(self.root))


def _take_over(root: Path) -> None:
    """Copy what maps of tiles load into the wheel, where `npm ci` was run; others draw the map themselves."""
    into = root / "tallystick/web/static/others"
    for name in OTHERS:
        found = root / "node_modules" / name
        if found.is_file():
            into.mkdir(exist_ok=True)
            shutil.copyfile(found, into / found.name)


def _load_compiler(root: Path, name: str) -> Any:
    """Import a compiler without running `tallystick/__init__.py`, whose dependencies are not here yet."""
    stubs = {"tallystick": root / "tallystick", "tallystick.reference": root / "tallystick/reference"}
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "tallystick"}
    for stub, folder in stubs.items():
        sys.modules[stub] = ModuleType(stub)
        sys.modules[stub].__path__ = [str(folder)]
    try:
        return importlib.import_module(f"tallystick.reference.{name}")
    finally:
        for module in [module for module in sys.modules if module.split(".")[0] == "tallystick"]:
            del sys.modules[module]
        sys.modules.update(kept)
