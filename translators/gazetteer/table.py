"""The gazetteer in memory: names, where they lie, and what is called by a name. Read once, searched without parsing."""

from __future__ import annotations

import gzip
import io
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from translators.gazetteer.names import ALSO_CALLED, folded

COUNTRY, UNIT, TOWN = 0, 1, 2
_FOLDER = Path(__file__).parent


def read_pack(name: str) -> dict[str, np.ndarray]:
    """Return the arrays of one of the gazetteer's files."""
    with gzip.open(_FOLDER / name, "rb") as file:
        pack = np.load(io.BytesIO(file.read()), allow_pickle=False)
    return {key: pack[key] for key in pack.files}


@dataclass(frozen=True, eq=False)
class Table:
    """Every place; a place is its position, areas before towns.

    Attributes
    ----------
    names : list of str
    kind : ndarray
        `COUNTRY`, `UNIT` or `TOWN`.
    country, admin, unit : ndarray
        Positions in `country_codes`/`country_names`, in `admins` (GeoNames), and of the first-level unit that holds a
        town, or of the joined area that holds a unit (-1: none).
    lat, lon : ndarray, degrees
    population : ndarray
        Of an area: of its towns.
    keys : list of str
        Folded names, sorted; `entries[key_starts[k] : key_starts[k + 1]]` are the places called so, those that only
        also bear the name (other tongues, old names) as ``~place``.
    """

    names: list[str]
    kind: np.ndarray
    country: np.ndarray
    admin: np.ndarray
    unit: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    population: np.ndarray
    country_codes: list[str]
    country_names: list[str]
    admins: list[str]
    keys: list[str]
    key_starts: np.ndarray
    entries: np.ndarray

    def called(self, key: str) -> tuple[list[int], list[int]]:
        """Return the places with this folded name, and those that also bear it."""
        k = bisect_left(self.keys, key)
        if k == len(self.keys) or self.keys[k] != key:
            return [], []
        entries = self.entries[self.key_starts[k] : self.key_starts[k + 1]].tolist()
        return [e for e in entries if e >= 0], [~e for e in entries if e < 0]

    def starting_with(self, key: str, most: int) -> list[int]:
        """Return the places whose folded name starts so, most populous first."""
        first, last = bisect_left(self.keys, key), bisect_left(self.keys, key + "\U0010ffff")
        entries = self.entries[self.key_starts[first] : self.key_starts[last]]
        found = np.unique(np.where(entries < 0, ~entries, entries))
        return found[np.argsort(-self.population[found].astype(np.int64), kind="stable")][:most].tolist()

    def full_name(self, place: int) -> str:
        """Return the name with what it lies in: "Woolpit, England, United Kingdom"."""
        country = self.country_names[self.country[place]]
        if self.kind[place] == COUNTRY:
            return country
        name, admin = self.names[place], self.admins[self.admin[place]]
        return f"{name}, {country}" if admin in {"", name, country} else f"{name}, {admin}, {country}"

    def lies_in(self, place: int, within: str) -> bool:
        """Whether a place lies in a country, GeoNames division or first-level unit of this folded name."""
        number = int(self.country[place])
        if within == self.country_codes[number].casefold() or within in self.country_keys[number]:
            return True
        if self.kind[place] == COUNTRY:
            return False
        unit = int(self.unit[place])
        around = [self.admin_keys[self.admin[place]], folded(self.names[unit]) if unit >= 0 else ""]
        within = folded(ABBREVIATIONS.get(self.country_codes[number], {}).get(within, within))
        return any(within in {a, without_suffix(a)} for a in around if a)

    @cached_property
    def country_keys(self) -> list[frozenset[str]]:
        """For each country, its folded names."""
        return [
            frozenset(folded(n) for n in (name, *ALSO_CALLED.get(code, ())))
            for code, name in zip(self.country_codes, self.country_names, strict=True)
        ]

    @cached_property
    def admin_keys(self) -> list[str]:
        """For each GeoNames division, its folded name."""
        return [folded(a) for a in self.admins]

    @cached_property
    def keys_by_length(self) -> dict[int, list[str]]:
        """Folded names by their length, to look for misspellings among those that may be close."""
        found: dict[int, list[str]] = {}
        for key in self.keys:
            found.setdefault(len(key), []).append(key)
        return found


@cache
def table() -> Table:
    """Return the gazetteer, read at the first call (about a third of a second)."""
    pack = read_pack("places.npz.gz")
    texts = {
        k: pack[k].tobytes().decode().split("\n") for k in ("names", "country_codes", "country_names", "admins", "keys")
    }
    return Table(
        **texts,
        **{k: pack[k] for k in ("kind", "country", "admin", "unit", "population", "entries")},
        lat=pack["lat"] / 1e4,
        lon=pack["lon"] / 1e4,
        key_starts=np.concatenate([[0], np.cumsum(pack["key_entries"], dtype=np.int64)]),
    )


def without_suffix(name: str) -> str:
    """Return "nakuru" for "nakuru county": people leave such words out."""
    for suffix in (" county", " province", " region", " state", " district", " department", " governorate", " oblast"):
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name


#: Country → postal abbreviations of its divisions, as people write them after a town's name.
ABBREVIATIONS = {
  "AU": {
    "act": "Australian Capital Territory", "nsw": "New South Wales", "nt": "Northern Territory", "qld": "Queensland",
    "sa": "South Australia", "tas": "Tasmania", "vic": "Victoria", "wa": "Western Australia",
  },
  "CA": {
    "ab": "Alberta", "bc": "British Columbia", "mb": "Manitoba", "nb": "New Brunswick",
    "nl": "Newfoundland and Labrador", "ns": "Nova Scotia", "nt": "Northwest Territories", "nu": "Nunavut",
    "on": "Ontario", "pe": "Prince Edward Island", "qc": "Quebec", "sk": "Saskatchewan", "yt": "Yukon",
  },
  "US": {
    "al": "Alabama", "ak": "Alaska", "az": "Arizona", "ar": "Arkansas", "ca": "California", "co": "Colorado",
    "ct": "Connecticut", "de": "Delaware", "dc": "Washington, D.C.", "fl": "Florida", "ga": "Georgia", "hi": "Hawaii",
    "id": "Idaho", "il": "Illinois", "in": "Indiana", "ia": "Iowa", "ks": "Kansas", "ky": "Kentucky",
    "la": "Louisiana", "me": "Maine", "md": "Maryland", "ma": "Massachusetts", "mi": "Michigan", "mn": "Minnesota",
    "ms": "Mississippi", "mo": "Missouri", "mt": "Montana", "ne": "Nebraska", "nv": "Nevada", "nh": "New Hampshire",
    "nj": "New Jersey", "nm": "New Mexico", "ny": "New York", "nc": "North Carolina", "nd": "North Dakota",
    "oh": "Ohio", "ok": "Oklahoma", "or": "Oregon", "pa": "Pennsylvania", "ri": "Rhode Island",
    "sc": "South Carolina", "sd": "South Dakota", "tn": "Tennessee", "tx": "Texas", "ut": "Utah", "vt": "Vermont",
    "va": "Virginia", "wa": "Washington", "wv": "West Virginia", "wi": "Wisconsin", "wy": "Wyoming",
  },
}  # fmt: skip
