"""Against a place's own past: TX90p, TN10p, R95pTOT, WSDI, SPI, SPEI."""

from __future__ import annotations

from translators.indices.index import Index

TABLE: tuple[Index, ...] = ()
