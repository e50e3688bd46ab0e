"""What of this installation is unsafe, slow or out of date, and how to mend it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog.catalog import Leftovers
    from catalog.record import Version

#: Where `.streamlit/config.toml` and `app.py` lie.
ROOT = Path(__file__).parents[1]
#: What the app must be started with; `broker serve` passes these whatever the file says.
SAFE_SETTINGS: dict[str, Any] = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.xsrfCookieSameSite": "lax",
    "server.maxUploadSize": 50,
    "server.maxMessageSize": 50,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "client.showErrorDetails": "none",
    "browser.gatherUsageStats": False,
}
#: Library → (least version, why an older one will not do).
LEAST_VERSIONS = {
    "streamlit": ((1, 54, 0), "CVE-2026-33682"),
    "netCDF4": ((1, 7, 2), "older ones bring parsers of HDF5 with known faults"),
    "icechunk": ((1, 1, 0), "the format of the stored arrays"),
    "zarr": ((3, 1, 0), "the format of the stored arrays"),
    "SQLAlchemy": ((2, 0, 36), "the database"),
}
LEAST_FREE_GB = 2.0
#: Files that a check names; more are counted.
MOST_NAMED = 3


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    name : str
    status : str
        ``ok``, ``warning`` or ``problem``.
    found, mend : str
        What is there; what to do about it (empty when it is well).
    """

    name: str
    status: str
    found: str
    mend: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the check as plain JSON values."""
        return {"name": self.name, "status": self.status, "found": self.found, "mend": self.mend}


def examine(home: Path) -> tuple[Check, ...]:
    """Look at the store, the libraries and the settings, and change nothing."""
    from broker.database.condition import examine_database, examine_keys

    return (*_store(home), *examine_database(home), *examine_keys(home), *_libraries(), *_settings())


def examine_leftovers(found: Leftovers) -> Check:
    """Say what work that never came to an end left on disk."""
    if not found.folders:
        return Check("leftovers", "ok", "No publication and no product was interrupted.")
    one = len(found.folders) == 1
    return Check(
        "leftovers", "warning",
        f"{shown_size(found.size)} are taken by {len(found.folders)} folder{'' if one else 's'} of work that did not "
        f"come to an end, or of a publication that is under way; nobody sees {'it' if one else 'them'}.",
        "`broker doctor --clean` gives the space back.",
    )  # fmt: skip


def examine_drafts(count: int, size: int) -> Check:
    """Say how much is kept that somebody half wrote and nobody touched for so long that nobody is shown it."""
    from broker.drafts import KEPT_FOR

    if not count:
        return Check("drafts", "ok", "Nothing half written is kept longer than it should be.")
    return Check(
        "drafts", "warning",
        f"{count} draft{' is' if count == 1 else 's are'} kept ({shown_size(size)}) that nobody touched for "
        f"{KEPT_FOR.days} days; nobody is shown {'it' if count == 1 else 'them'} any more.",
        "`broker doctor --clean` deletes what has ended.",
    )  # fmt: skip


def examine_in_place(version: Version, problems: Sequence[str]) -> Check:
    """Say whether the files that a version is served from, in place, are as they were published."""
    size, files = sum(s["size"] for s in version.sources), len(version.sources)
    if not problems:
        return Check(
            version.label, "ok", f"Its {files} files in place ({shown_size(size)}) are as they were published."
        )
    named = "; ".join(problems[:MOST_NAMED]) + (
        f"; and {len(problems) - MOST_NAMED} more" if problems[MOST_NAMED:] else ""
    )
    return Check(
        version.label, "problem",
        f"It is served from {files} files in place, and {named}: products that need them are refused.",
        "Put the files back as they were (`broker doctor` compares their sha256), or publish the data again.",
    )  # fmt: skip


def examine_erasures(begun: Sequence[str]) -> Check:
    """Say whether somebody's erasure was begun and never came to its end."""
    if not begun:
        return Check("erasures", "ok", "Every erasure that was begun came to its end.")
    return Check(
        "erasures", "problem",
        f"The erasure of {', '.join(begun[:MOST_NAMED])} was interrupted, and something of them may be left.",
        "Ask for it again as an admin: broker people erase ID --by ADMIN --because TEXT.",
    )  # fmt: skip


def shown_size(size: int) -> str:
    """Return a number of bytes as people read it."""
    for unit, width in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= width:
            return f"{size / width:.1f} {unit}"
    return f"{size} bytes"


def _store(home: Path) -> Iterator[Check]:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=home):
            pass
        yield Check("store", "ok", f"{home} can be written.")
    except OSError as error:
        yield Check(
            "store", "problem", f"{home} cannot be written ({error.strerror or error}).",
            "Name another folder with --home or BROKER_HOME, or give yourself the right to write there.",
        )  # fmt: skip
        return
    free_gb = shutil.disk_usage(home).free / 1e9
    enough = free_gb >= LEAST_FREE_GB
    yield Check(
        "disk", "ok" if enough else "warning", f"{free_gb:.1f} GB are free.",
        "" if enough else f"Make room: publishing wants at least {LEAST_FREE_GB:.0f} GB.",
    )  # fmt: skip
    cores = os.cpu_count() or 1
    yield Check("processors", "ok", f"{cores} processor{'' if cores == 1 else 's'}.")


def _libraries() -> Iterator[Check]:
    yield Check("python", "ok" if sys.version_info >= (3, 11) else "problem", f"Python {sys.version.split()[0]}.")
    for name, (least, why) in LEAST_VERSIONS.items():
        wanted = ".".join(map(str, least))
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Check(name, "problem", f"{name} is not installed.", f"Install {name} {wanted} or newer.")
            continue
        new_enough = _numbers(found) >= least
        yield Check(
            name, "ok" if new_enough else "problem", f"{name} {found}.",
            "" if new_enough else f"Install {wanted} or newer ({why}).",
        )  # fmt: skip


def _settings() -> Iterator[Check]:
    path = ROOT / ".streamlit" / "config.toml"
    if not path.is_file():
        yield Check("settings", "ok", "No settings file; `broker serve` passes the safe settings itself.")
        return
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        yield Check("settings", "problem", f"{path.name} cannot be read ({error}).", "Restore it.")
        return
    unsafe = []
    for name, wanted in SAFE_SETTINGS.items():
        section, key = name.split(".")
        found = settings.get(section, {}).get(key)
        if found != wanted:
            unsafe.append(f"{name} is {found!r}, not {wanted!r}")
    yield Check(
        "settings", "problem" if unsafe else "ok",
        "; ".join(unsafe) + "." if unsafe else "The app's settings are the safe ones.",
        f"Set them in {path.relative_to(ROOT)}; `broker serve` overrides them in any case." if unsafe else "",
    )  # fmt: skip


def _numbers(version: str) -> tuple[int, ...]:
    numbers = []
    for part in version.split(".")[:3]:
        digits = "".join(letter for letter in part if letter.isdigit())
        numbers.append(int(digits) if digits else 0)
    return tuple(numbers)
