"""Spells: how many, how long, how many days in them, with a minimum length, in a season or across its edges."""

from __future__ import annotations

from translators.indices.index import Index

TABLE: tuple[Index, ...] = ()
