"""Fire weather, wind, drought of fuels, snow and ice as hazards."""

from __future__ import annotations

from translators.indices.index import Index

TABLE: tuple[Index, ...] = ()
