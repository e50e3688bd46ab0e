"""Dates and lengths: first and last frost, frost-free and growing season, degree days reached, chill."""

from __future__ import annotations

from translators.indices.index import Index

TABLE: tuple[Index, ...] = ()
