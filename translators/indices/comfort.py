"""Two or more variables at once: heat by day and night, heat with humidity, cold with wind and rain."""

from __future__ import annotations

from translators.indices.index import Index

TABLE: tuple[Index, ...] = ()
