"""Fixtures that tests of several folders use."""

from tests.stores import database, postgresql

__all__ = ["database", "postgresql"]
