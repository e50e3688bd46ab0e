"""One key a person: what is sealed opens with it and with nothing else, until it is deleted."""

from __future__ import annotations

import threading

import pytest

from broker.errors import BrokerError, PersonErased
from broker.people.keys import Keys


def test_what_is_sealed_opens_with_its_subject_and_its_place_only(tmp_path):
    keys = Keys(tmp_path)
    sealed = keys.seal("p-amina", b"before the rains", b"here")
    assert b"rains" not in sealed
    assert Keys(tmp_path).open("p-amina", sealed, b"here") == b"before the rains"
    assert keys.open("p-nobody", sealed, b"here") is None
    with pytest.raises(BrokerError, match="was changed"):
        keys.open("p-amina", sealed, b"there")


def test_an_erased_key_is_gone_for_every_process_and_thread_and_from_the_file(tmp_path):
    here, there = Keys(tmp_path), Keys(tmp_path)
    sealed = here.seal("p-amina", b"before the rains")
    assert there.open("p-amina", sealed) == b"before the rains"
    secret = here._key("p-amina")
    assert secret in here.file.read_bytes()
    there.erase("p-amina")
    there.erase("p-amina")
    assert here.open("p-amina", sealed) is None
    assert here.is_erased("p-amina")
    assert not here.holds("p-amina")
    assert all(secret not in path.read_bytes() for path in here.folder.iterdir())
    for write in (here.seal, here.digest):
        with pytest.raises(PersonErased, match="erased"):
            write("p-amina", b"again")


def test_a_digest_of_a_short_text_is_another_one_for_each_subject_and_store(tmp_path):
    keys, others = Keys(tmp_path / "a"), Keys(tmp_path / "b")
    assert keys.digest("p-amina", b"yes") == keys.digest("p-amina", b"yes")
    assert len({keys.digest("p-amina", b"yes"), keys.digest("p-bob", b"yes"), others.digest("p-amina", b"yes")}) == 3
    assert keys.look_up("Ruth") != others.look_up("Ruth")


def test_many_who_make_the_key_of_one_subject_at_once_make_one(tmp_path):
    digests = []
    threads = [
        threading.Thread(target=lambda: digests.append(Keys(tmp_path).digest("p-amina", b"x"))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(digests) == 12
    assert len(set(digests)) == 1


def test_only_the_owner_of_the_store_reads_its_keys(tmp_path):
    keys = Keys(tmp_path)
    keys.seal("p-amina", b"x")
    keys.look_up("x")
    assert {path.stat().st_mode & 0o077 for path in keys.folder.iterdir()} == {0}
