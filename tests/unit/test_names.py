"""Names that look alike are one name to a reader."""

from __future__ import annotations

import pytest

from broker.errors import NotAllowed
from broker.people.names import skeleton, tidy_name


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ruth", "RUTH"),
        ("Ruth", "Rυth"),  # a Greek upsilon
        ("Ivan", "Іvan"),  # a Cyrillic I
        ("Paul", "Раul"),  # Cyrillic Er and a
        ("Al", "AI"),
        ("Lee", "Iee"),
        ("modern", "modem"),
        ("Ruth", "Ru\u200bth"),  # a space of no width
        ("Ruth", "Ｒｕｔｈ"),
        ("Tomás", "Toma\u0301s"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(first, second):
    assert skeleton(first) == skeleton(second)


@pytest.mark.parametrize(("first", "second"), [("Tom", "Tim"), ("Amina", "Amira"), ("Nora", "Vora"), ("José", "Jose")])
def test_names_that_readers_tell_apart_have_two(first, second):
    assert skeleton(first) != skeleton(second)


@pytest.mark.parametrize("name", ["x" * 201, "Ruth\x07", "Ruth\ud800"])
def test_a_name_that_no_page_can_show_is_refused(name):
    with pytest.raises(NotAllowed, match="nobody could tell who"):
        tidy_name(name)
