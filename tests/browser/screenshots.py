"""The pictures of the docs, made anew from the bundled examples: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tallystick import api
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tests.browser.conftest import CHROMIUM, served

FOLDER = Path(__file__).parents[2] / "docs/images"
# Scaled down: a picture of a whole screen is then small enough for a page of text, and for the repository.
SCREEN = {"viewport": {"width": 1280, "height": 880}, "device_scale_factor": 0.7}


def main() -> int:
    """Write them."""
    if not CHROMIUM:
        print("There is no Chromium; install it, or name it in TALLYSTICK_CHROMIUM.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = api.demo(folder)
        desk = Desk(demo.ledger)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        event = demo.dossier.event.id
        pages = {
            "events": ("/", "light"),
            "dossier": (f"/events/{event}", "light"),
            "matrix": (f"/events/{event}#who-says", "dark"),
            "review": ("/review", "light"),
            "map": ("/map?at=34.7,39.4&zoom=6", "light"),
            "arabic": ("/?lang=ar", "light"),
        }
        with served(create(desk)) as site:
            for name, (address, scheme) in pages.items():
                page = browser.new_page(**SCREEN, color_scheme=scheme)
                page.goto(site + address)
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
                print(f"{FOLDER / name}.png: {(FOLDER / f'{name}.png').stat().st_size // 1000} kB", file=sys.stderr)
        browser.close()
        desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
