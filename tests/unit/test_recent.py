"""What was used last stays, and no more than is allowed."""

from __future__ import annotations

from broker.recent import Recent


def test_what_was_not_used_for_longest_goes_first():
    recent = Recent(10, len)
    recent.keep("a", "1234")
    recent.keep("b", "1234")
    assert recent.get("a") == "1234"
    recent.keep("c", "1234")
    assert [recent.get(name) for name in "abc"] == ["1234", None, "1234"]


def test_what_is_kept_twice_counts_once():
    recent = Recent(10, len)
    for _ in range(3):
        recent.keep("a", "1234")
    recent.keep("b", "123456")
    assert recent.get("a") == "1234"
    assert recent.get("b") == "123456"


def test_what_is_too_large_is_handed_back_and_drives_nothing_out():
    recent = Recent(10, len)
    recent.keep("a", "1234")
    assert recent.keep("b", "12345678901") == "12345678901"
    assert recent.get("b") is None
    assert recent.get("a") == "1234"
