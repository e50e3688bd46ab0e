"""The rainy season: onset, end, length, false starts, dry spells after planting, risks by date."""

from __future__ import annotations

from translators.indices.index import Index

TABLE: tuple[Index, ...] = ()
