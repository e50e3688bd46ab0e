"""The list of the metamorphic relations: each test names its own here, so that they can be counted."""

from __future__ import annotations

from collections.abc import Callable

#: Name of the test → the relation in words.
RELATIONS: dict[str, str] = {}


def relation(words: str) -> Callable:
    """Put a test on the list."""

    def listed(test: Callable) -> Callable:
        RELATIONS[f"{test.__module__}.{test.__name__}"] = words
        return test

    return listed
