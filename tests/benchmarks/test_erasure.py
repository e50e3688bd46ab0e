"""A short run of the erasure benchmark, and what its search can find at all."""

from __future__ import annotations

import base64
import gzip
import struct
import zipfile
import zlib

import pytest

from tests.benchmarks.erasure import run
from tests.benchmarks.searching import Needles, found_in_folder

pytestmark = pytest.mark.usefixtures("database")


def test_nothing_of_a_few_people_is_left_in_any_byte(tmp_path, database):
    people = 5 if database == "sqlite" else 2
    outcome = run(tmp_path / "here" / "home", tmp_path / "aside", people)
    assert outcome.found == []
    assert outcome.guessed == 0
    assert outcome.erased == people
    assert outcome.is_whole
    assert outcome.control > 10  # the search finds who is there


@pytest.mark.parametrize(
    "hidden",
    [
        b"xx needle xx",
        "Needle".encode("utf-16-le"),
        base64.b64encode(b"a needle in hay"),
        base64.b64encode(b"our needle in hay"),
        b"needle".hex().encode(),
        b"%PDF stream\n" + zlib.compress(b"BT (needle) Tj ET"),
        b"\x89PNG....IDAT" + zlib.compress(b"tEXt needle" * 9),
        gzip.compress(b"{'a': 'NEEDLE'}" * 3),
        b"POLYGON ((0.87654321 52.1))",
        b"\0\0" + struct.pack("<d", 0.87654321),
        b"... \x01\x02\x03\x04secretsecretsecret ...",
    ],
)
def test_the_search_finds_what_is_hidden(tmp_path, database, hidden):
    if database != "sqlite":
        pytest.skip("searching has no database")
    needles = Needles.of(["needle"], [0.87654321], [b"\x01\x02\x03\x04secretsecretsecret"])
    (tmp_path / "file.bin").write_bytes(b"hay " * 50 + hidden)
    with zipfile.ZipFile(tmp_path / "file.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner", b"hay " * 50 + hidden)
    assert len(found_in_folder(tmp_path, needles)[0]) == 2
