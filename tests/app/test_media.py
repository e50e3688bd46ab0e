"""Files of two people that the server could take for one: equal name, size and samples, other bytes."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from broker.ui.components.downloads import content_name

UI = Path(__file__).parents[2] / "broker" / "ui"
SIZE = 3 * 1024 * 1024


def two_files_of_one_fingerprint() -> tuple[bytes, bytes]:
    """Files that differ in one byte far from the beginning, the middle and the end, where samples are taken."""
    mine = bytearray(SIZE)
    theirs = bytearray(SIZE)
    theirs[SIZE // 4] = 1
    return bytes(mine), bytes(theirs)


def test_two_files_of_one_fingerprint_are_two_files_because_their_names_hold_their_hashes():
    mine, theirs = two_files_of_one_fingerprint()
    storage = MemoryMediaFileStorage("/media")
    ids = []
    for content in (mine, theirs):
        name = content_name("product.nc", "a" * 64, 1, hashlib.sha256(content).hexdigest())
        ids.append(storage.load_and_get_id(content, "application/x-netcdf", "downloadable", name))
    assert ids[0] != ids[1]
    assert [storage.get_file(f"{one}.nc").content for one in ids] == [mine, theirs]


def test_every_file_that_is_handed_out_has_its_hash_or_its_moment_in_its_name():
    """A literal name of a download would be the same for everybody; the checkpoint alone says the same to all."""
    literal = []
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "download_button":
                name = next(k.value for k in node.keywords if k.arg == "file_name")
                if isinstance(name, ast.Constant):
                    literal.append((path.name, name.value))
    assert literal == [("exchanges.py", "checkpoint.json")]


def test_what_all_sessions_share_holds_nothing_of_one_person():
    """Nothing is cached as data; what is shared is the broker, and drafts and works under names nobody can guess."""
    shared = []
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for one in node.decorator_list:
                    words = ast.unparse(one)
                    if "cache_data" in words or "cache_resource" in words:
                        shared.append((node.name, "cache_data" in words))
    assert [name for name, is_data in shared if is_data] == []
    # `drawn` is a picture by the id of its product, which is the hash of all that decides it.
    known = {"drawn", "get_broker", "get_drafts", "get_drawing_room", "get_keeper", "get_works"}
    assert {name for name, _ in shared} <= known
