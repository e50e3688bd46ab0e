"""A file that a need names: it lies beside the need file, and nothing else is opened."""

from __future__ import annotations

from pathlib import Path

from translators.errors import RegionError


def read_up_to(path: Path, largest_bytes: int) -> bytes:
    """Return the bytes of a file, and one more than `largest_bytes` of a larger one, which whoever asks refuses.

    Raises
    ------
    OSError
        If it cannot be opened; ``strerror`` says why.
    """
    with path.open("rb") as file:
        return file.read(largest_bytes + 1)


def reason_of(err: OSError) -> str:
    """Return in a word or two why a file cannot be opened."""
    return (err.strerror or type(err).__name__).lower()


def read_beside(name: str, beside: Path | None, largest_bytes: int) -> bytes:
    """Return the bytes of the file of this name in the folder of a need, one more than `largest_bytes` at most.

    Parameters
    ----------
    name : str
        As the need writes it.
    beside : Path or None
        The folder of the need file; None where the need came without one.

    Raises
    ------
    RegionError
        If there is no folder, the file lies elsewhere, or it cannot be opened.
    """
    if beside is None:
        raise RegionError(
            f"The region names the file {name[:80]!r}, but this need came without a folder, so there is no file to "
            f"read. Give the shape itself: geojson: {{type: Polygon, coordinates: [...]}}.",
            about="region",
        )
    path = (beside / name.replace("\x00", "")).resolve()
    if "\x00" in name or not path.is_relative_to(beside.resolve()):
        raise RegionError(
            f"The region names the file {name[:80]!r}, which does not lie beside the need file; files elsewhere are "
            f"not read. Copy it into the same folder and name it without a path.",
            about="region",
        )
    try:
        if not path.is_file():  # the name comes from strangers: a pipe would wait for ever
            raise FileNotFoundError(2, "no such file")
        return read_up_to(path, largest_bytes)
    except OSError as err:
        raise RegionError(
            f"The region names the file {name[:80]!r}, but it cannot be opened ({reason_of(err)}). Put it beside the "
            f"need file, and check the spelling.",
            about="region",
        ) from None
