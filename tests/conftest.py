"""Fixtures that tests of several folders use."""

from tests.example import example
from tests.stores import database, postgresql

__all__ = ["database", "example", "postgresql"]
