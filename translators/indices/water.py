"""Water needed and water left: evapotranspiration, crop water, water balance, aridity, snow, streamflow."""

from __future__ import annotations

from translators.indices.index import Index

TABLE: tuple[Index, ...] = ()
