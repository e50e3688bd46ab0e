"""What is kept of a file that somebody attaches: told by its content, without what a camera adds, sealed."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from broker.attachments import LONGEST_SIDE, SealedFiles, cleaned
from broker.errors import InvalidResponse
from broker.people.keys import Keys


def photo(kind="JPEG", size=(60, 40), mode="RGB", **more):
    told = Image.Exif()
    told[0x010F] = "SECRETCAM"
    told[0x0112] = 6  # lies on its side
    told[0x8825] = {1: "N", 2: (52.0, 13.0, 12.0), 3: "E", 4: (0.0, 52.0, 48.0)}
    written = io.BytesIO()
    picture = Image.new(mode, size, 0)
    picture.putpixel((0, 0), {"RGB": (255, 0, 0), "RGBA": (255, 0, 0, 128)}.get(mode, 1))
    picture.save(written, kind, exif=told, **more)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_is_kept_upright_without_place_and_camera(kind):
    raw = photo(kind, comment="SECRETNOTE") if kind == "JPEG" else photo(kind)
    assert b"SECRETCAM" in raw
    told, kept = cleaned("C:\\Users\\ruth\\DCIM\\barn.html", raw)
    assert (told.name, told.media_type) == ("barn.html", f"image/{kind.lower()}")
    assert (told.original, told.sha256) == tuple(hashlib.sha256(part).hexdigest() for part in (raw, kept))
    assert told.size == len(kept)
    with Image.open(io.BytesIO(kept)) as again:
        assert again.size == (40, 60)
        assert not again.getexif()
        assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"SECRET" not in kept
    assert cleaned("other.jpg", raw)[0].sha256 == told.sha256


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16", "LA"])
def test_pictures_of_every_depth_are_kept(mode):
    written = io.BytesIO()
    Image.new(mode, (9, 7)).save(written, "PNG")
    _, kept = cleaned("scan", written.getvalue())
    with Image.open(io.BytesIO(kept)) as again:
        assert again.size == (9, 7)
        assert again.has_transparency_data == (mode in ("RGBA", "LA"))


def test_sixteen_bits_a_pixel_keep_their_grey():
    written = io.BytesIO()
    Image.new("I;16", (LONGEST_SIDE + 500, 6), 30_000).save(written, "PNG")
    with Image.open(io.BytesIO(cleaned("scan.png", written.getvalue())[1])) as again:
        assert (again.size[0], again.getpixel((3, 3))) == (LONGEST_SIDE, 30_000 // 256)


def test_a_large_scan_is_made_smaller():
    _, kept = cleaned("scan.png", photo("PNG", (LONGEST_SIDE + 900, 12)))
    with Image.open(io.BytesIO(kept)) as again:
        assert max(again.size) == LONGEST_SIDE


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (b"%PDF-1.7\n\xff\xfe", "application/pdf"),
        (b"name,cows\nA,12\nB,20\n", "text/csv"),
        (b"Jahr;Regen\n1998;12,5\n2003;8\n", "text/csv"),
        (b"Minutes.\nRuth: too hot, and dry.\n", "text/plain"),
        (b"<script>alert(1)</script>\n", "text/plain"),
    ],
)
def test_other_files_are_kept_byte_for_byte_and_named_by_their_content(raw, media_type):
    told, kept = cleaned("photo.jpg", raw)
    assert (told.media_type, kept, told.original) == (media_type, raw, told.sha256)


def bomb():
    """Return a PNG whose header claims 60,000 × 60,000 pixels."""
    raw = bytearray(photo("PNG"))
    raw[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"MZ\x90\x00program", b"PK\x03\x04zip", b"GIF89a" + b"\0" * 20, b"\xff\xfe\x00\x01", bomb(),
        photo()[:200], photo("PNG")[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"\xff\xd8\xff" + b"<html>" * 9,
        b"x" * 20_000_001, b"RIFF\x00\x00\x00\x00WEBP",
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_a_sentence(raw):
    with pytest.raises(InvalidResponse, match="was to be attached") as refusal:
        cleaned("../../etc/harmless.png", raw)
    assert "'harmless.png'" in str(refusal.value)
    assert refusal.value.code.startswith("attachment-")


def test_sealed_files_open_for_their_person_alone_and_go_with_the_key(tmp_path):
    keys = Keys(tmp_path)
    sealed = SealedFiles(tmp_path, keys)
    content = b"SECRET minutes of a meeting"
    sha256 = hashlib.sha256(content).hexdigest()
    for _ in range(2):
        sealed.put("p-ruth", sha256, content)
    sealed.put("p-tom", sha256, content)
    files = [path for path in (tmp_path / "attachments").rglob("*") if path.is_file()]
    assert len(files) == 2
    assert all(content not in path.read_bytes() and sha256 not in path.name for path in files)
    assert len({path.name for path in files}) == 2
    assert sealed.get("p-ruth", sha256) == content
    assert sealed.get("p-ruth", "0" * 64) is None
    assert sealed.forget("p-ruth") == 1
    keys.erase("p-ruth")
    assert sealed.get("p-ruth", sha256) is None
    assert sealed.get("p-tom", sha256) == content
