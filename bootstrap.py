"""Make `.venv` with everything that this project needs: `python3 bootstrap.py`.

Standard library only, and any Python 3 can start it: one that is too old looks for a newer one. Packages come
from `requirements.lock`, checked against its hashes. Where nothing changed since the last time, nothing is done.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "bootstrap.json"
LOCK = ROOT / "requirements.lock"
OLDEST, NEWEST = (3, 11), (3, 14)

# What the installed project depends on besides its own source, which is used in place.
COMPILERS = ("areas_compile", "compile", "dump", "fold", "outlines_compile", "packaged", "rows", "supplement")
PROJECT = ["pyproject.toml", "hatch_build.py", *(f"tallystick/reference/{name}.py" for name in COMPILERS)]
TABLES = ["tallystick/reference/data/countries.toml", "tallystick/reference/data/supplement.toml"]
COMPILED = [ROOT / f"tallystick/reference/data/{name}.sqlite" for name in ("gazetteer", "outlines", "areas")]


def main():
    """Do what is left to do."""
    base = suitable_python()
    wanted = {"python": version_of(base), "lock": digest([LOCK]), "project": digest(PROJECT + TABLES)}
    done = stamped()
    if done.get("python") != wanted["python"] or not python().exists():
        make_venv(base)
        done = {"python": wanted["python"]}
    if done.get("lock") != wanted["lock"]:
        say("Installing the packages of requirements.lock (1 GB on disk; a minute or two) ...")
        install("--require-hashes", "-r", str(LOCK))
        done["lock"] = wanted["lock"]
        done.pop("project", None)
        STAMP.write_text(json.dumps(done))
    if done.get("project") != wanted["project"] or not all(each.exists() for each in COMPILED):
        say("Installing tallystick; compiles the gazetteer and the maps, which takes half a minute ...")
        install("--no-build-isolation", "-e", str(ROOT))
        done["project"] = wanted["project"]
        STAMP.write_text(json.dumps(done))


# ------------------------------------------------------------------------------------------- python


def suitable_python():
    """This Python, or the newest that is installed and can be used."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and version_of(found):
            return found
    here = ".".join(map(str, sys.version_info[:2]))
    sys.exit(
        f"Cannot set up tallystick: it needs Python 3.11 to 3.14, and this is {here}. "
        "Install one of them, or name it: make PYTHON=/path/to/python3.12"
    )


def version_of(executable):
    """Version and place of a Python, or "" where it does not run: a shim may stand for a Python that is not there."""
    code = "import sys; print(sys.version.split()[0], sys.base_prefix)"
    try:
        return (
            subprocess.run([executable, "-c", code], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            .stdout.decode()
            .strip()
        )
    except (OSError, subprocess.CalledProcessError):
        return ""


def make_venv(base):
    """Begin `.venv` anew."""
    say(f"Making .venv with Python {version_of(base)} ...")
    if VENV.exists():
        shutil.rmtree(str(VENV))
    try:
        run([base, "-m", "venv", str(VENV)])
    except subprocess.CalledProcessError:
        sys.exit("Cannot make .venv: the module venv is missing or broken (on Debian: apt-get install python3-venv).")


def python():
    """The Python of `.venv`."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


# -------------------------------------------------------------------------------------------- steps


def install(*what):
    """Install with uv where there is one that works, for it is faster, else with pip; the lock names everything."""
    started = time.monotonic()
    if not install_with_uv(*what):
        command = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*command, "--no-input", "--no-deps", *what])
    say(f"  done in {time.monotonic() - started:.0f} s")


def install_with_uv(*what):
    """Whether uv could do it; it may know neither the certificates nor the registry that pip was told of."""
    uv = shutil.which("uv")
    if not uv:
        return False
    try:
        run([uv, "pip", "install", "--quiet", "--python", str(python()), "--no-deps", *what])
    except (OSError, subprocess.CalledProcessError):
        say("  uv could not; trying pip ...")
        return False
    return True


def run(command):
    """Run a command; what it prints goes to stderr."""
    subprocess.run(command, check=True, stdout=sys.stderr, cwd=str(ROOT))


def digest(files):
    """One hash over the contents of files."""
    total = hashlib.sha256()
    for file in files:
        total.update((ROOT / file).read_bytes())
    return total.hexdigest()


def stamped():
    """What was done the last time."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def say(line):
    """Tell what is going on."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"Could not set up .venv: the command above failed (exit {failed.returncode}).")
