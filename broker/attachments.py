"""What people attach: told by its content, rid of what a camera adds, kept sealed; never run or shown as HTML."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import warnings
from pathlib import Path

from broker.dialogue.meetings import Attachment
from broker.errors import InvalidResponse
from broker.people.keys import Keys

FOLDER = "attachments"
LARGEST_BYTES = 20_000_000
#: A picture of more pixels is refused before any of it is decoded; a larger side than this is made smaller.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096
_QUALITY = 88
_LONGEST_NAME = 120
#: Media type → how a file of it is called.
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "text/csv": ".csv",
    "text/plain": ".txt",
}
_READ = "PNG and JPEG pictures, PDF, CSV and plain text in UTF-8"


def cleaned(name: str, raw: bytes) -> tuple[Attachment, bytes]:
    """Return what is kept of an attachment, by its content whatever its name says.

    Parameters
    ----------
    name : str
        As its owner has it.
    raw : bytes

    Returns
    -------
    Attachment, bytes
        A picture is decoded and written anew, upright, at most `LONGEST_SIDE` pixels long and without anything that the
        camera added (place, time, owner, preview): other bytes than were handed in, whose sha256 is recorded beside.
        Everything else is kept byte for byte.

    Raises
    ------
    InvalidResponse
        If it is empty, too large, of another kind, or a picture that cannot be decoded.
    """
    shown = _tidy(name)
    if not raw or len(raw) > LARGEST_BYTES:
        raise InvalidResponse(
            f"{shown!r} was to be attached, but it has {len(raw):,} bytes; kept are files of 1 to {LARGEST_BYTES:,} "
            f"bytes. Make the scan smaller, or split it.",
            code="attachment-size",
        )
    kept, media_type = _known(raw, shown)
    told = Attachment(
        name=shown,
        sha256=hashlib.sha256(kept).hexdigest(),
        original=hashlib.sha256(raw).hexdigest(),
        media_type=media_type,
        size=len(kept),
    )
    return told, kept


def _known(raw: bytes, shown: str) -> tuple[bytes, str]:
    if raw.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _drawn_anew(raw, shown)
    if raw.startswith(b"%PDF-"):
        return raw, "application/pdf"
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if any(sign < " " and sign not in "\t\n\r\f" for sign in text):
        raise InvalidResponse(
            f"{shown!r} was to be attached, but its content is none that is kept: {_READ}. Its name does not count. "
            f"Save or print it as one of these.",
            code="attachment-kind",
        )
    return raw, "text/csv" if _is_table(text) else "text/plain"


def _is_table(text: str) -> bool:
    """Whether the first lines all hold the same number of commas, semicolons or tabs, and some."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    return len(lines) > 1 and any(
        lines[0].count(sign) and len({line.count(sign) for line in lines}) == 1 for sign in ",;\t"
    )


def _drawn_anew(raw: bytes, shown: str) -> tuple[bytes, str]:
    """Return a picture decoded and written again, with its pixels and nothing else."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _refused(shown, f"it has {opened.width} × {opened.height} pixels, too many to be decoded")
                kind = str(opened.format)
                opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened)
                if upright.mode.startswith("I"):  # 16 bits a pixel: the upper half of them
                    upright = upright.point(lambda level: level / 256).convert("L")
                modes = ("L", "RGB") if kind == "JPEG" else ("L", "LA", "RGB", "RGBA")
                has_alpha = "A" in upright.getbands() or "transparency" in upright.info
                mode = upright.mode if upright.mode in modes else "RGBA" if has_alpha and kind == "PNG" else "RGB"
                plain = Image.frombytes(mode, upright.size, upright.convert(mode).tobytes())
    except InvalidResponse:
        raise
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError, Warning) as err:
        raise _refused(shown, f"it cannot be decoded ({' '.join(str(err).split())[:80]})") from None
    written = io.BytesIO()
    if kind == "JPEG":
        plain.save(written, "JPEG", quality=_QUALITY)
    else:
        plain.save(written, "PNG")
    return written.getvalue(), f"image/{kind.lower()}"


def _refused(shown: str, why: str) -> InvalidResponse:
    return InvalidResponse(
        f"{shown!r} was to be attached and begins like a picture, but {why}, so it cannot be kept without what a "
        f"camera hides in it. Save it again as a PNG or JPEG of at most {MOST_PIXELS / 1e6:g} million pixels.",
        code="attachment-picture",
    )


def _tidy(name: str) -> str:
    """Return a stranger's name for a file as one printable line without folders."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return " ".join("".join(c if c.isprintable() else " " for c in last).split())[:_LONGEST_NAME].strip() or "attached"


class SealedFiles:
    """The attachments of a store, each sealed under the key of whoever entered it.

    Parameters
    ----------
    home : Path
        Folder of the store; they lie in ``attachments/<person>/``, under a name that only the person's key can tell.
    keys : Keys
    """

    def __init__(self, home: Path, keys: Keys) -> None:
        self._folder = Path(home) / FOLDER
        self._keys = keys

    def put(self, person: str, sha256: str, content: bytes) -> None:
        """Keep the content of this sha256 for a person; what is there already stays as it is."""
        path = self._path(person, sha256)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        staged = path.with_name(f".{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(staged, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
                stream.write(self._keys.seal(person, content, bytes.fromhex(sha256)))
                stream.flush()
                os.fsync(stream.fileno())
            staged.replace(path)
        finally:
            staged.unlink(missing_ok=True)

    def get(self, person: str, sha256: str) -> bytes | None:
        """Return the content; None where the person was erased, or the file is gone."""
        if not self._keys.holds(person):
            return None
        path = self._path(person, sha256)
        return self._keys.open(person, path.read_bytes(), bytes.fromhex(sha256)) if path.exists() else None

    def forget(self, person: str) -> int:
        """Delete everything that a person attached; return how many files that were."""
        folder = self._folder / person
        found = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
        for path in found:
            path.unlink()
        if folder.is_dir():
            folder.rmdir()
        return len(found)

    def _path(self, person: str, sha256: str) -> Path:
        return self._folder / person / self._keys.digest(person, bytes.fromhex(sha256))
