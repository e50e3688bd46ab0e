"""Licences and DOIs as other catalogues write them, found in the words of the producer."""

from __future__ import annotations

import re

#: SPDX id ← words in which producers state it; the first that fits.
_LICENCES: tuple[tuple[str, str], ...] = (
    ("CC0-1.0", r"\bcc[ -]?0\b|public domain dedication|publicdomain/zero"),
    ("CC-BY-NC-SA-4.0", r"\bcc[ -]by[ -]nc[ -]sa\b(?![ -]?[123])|licenses/by-nc-sa/4|NonCommercial-ShareAlike 4"),
    ("CC-BY-NC-ND-4.0", r"\bcc[ -]by[ -]nc[ -]nd\b(?![ -]?[123])|licenses/by-nc-nd/4|NonCommercial-NoDeriv\w* 4"),
    ("CC-BY-NC-4.0", r"\bcc[ -]by[ -]nc\b(?![ -]?[123a-z])|licenses/by-nc/4|Attribution-NonCommercial 4"),
    ("CC-BY-SA-4.0", r"\bcc[ -]by[ -]sa\b(?![ -]?[123])|licenses/by-sa/4|Attribution-?\s?Share\s?Alike 4"),
    ("CC-BY-ND-4.0", r"\bcc[ -]by[ -]nd\b(?![ -]?[123])|licenses/by-nd/4|Attribution-NoDeriv\w* 4"),
    ("CC-BY-4.0", r"\bcc[ -]by\b(?![ -]?[123a-z])|licenses/by/4|Creative Commons Attribution 4"),
    ("OGL-UK-3.0", r"\bOGL-UK-3|Open Government Licen[cs]e v?\.?(?:ersion )?3"),
    ("OGL-Canada-2.0", r"Open Government Licen[cs]e\W+Canada"),
    ("ODbL-1.0", r"\bODbL\b|Open Database Licen[cs]e"),
    ("Apache-2.0", r"\bApache[ -](?:Licen[cs]e,? )?(?:Version )?2"),
    ("MIT", r"^\W*(?:The )?MIT(?: Licen[cs]e)?\W*$"),
)
_DOI = re.compile(r"\b(10\.\d{4,9}(?:\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+)")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")


def spdx(licence: str) -> str:
    """Return the SPDX id that a licence text states, or an empty text: none is guessed."""
    return next((name for name, pattern in _LICENCES if re.search(pattern, licence, re.IGNORECASE)), "")


def dois(text: str) -> tuple[str, ...]:
    """Return the DOIs in a text, such as ``10.5281/zenodo.1003150``, each once."""
    return tuple(dict.fromkeys(found.rstrip(".,;:)]") for found in _DOI.findall(text)))


def address(text: str) -> str:
    """Return the first web address in a text, or an empty text."""
    found = _ADDRESS.search(text)
    return found[0].rstrip(".,;") if found else ""
