"""What a producer says of the files to publish."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Facets:
    """What the producer says of the files; each option overrides the files' attributes and is recorded as a finding."""

    dataset: str
    title: str = ""
    producer: str = ""
    licence: str = ""
    citation: str = ""
    kind: str = ""
    model: str = ""
    scenario: str = ""
    member: str = ""
    accept: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    variables: dict[str, tuple[str, str]] = field(default_factory=dict)  # CSV column → (CMIP name, units)
    date_column: str = ""
    stations: str = ""  # path of a table that says where the stations of a CSV lie
    profile: str = ""  # name of how s3:// addresses are reached; see catalog.profiles
    missing: tuple[str, ...] = ()  # numbers that mean "missing" in a CSV
    change_note: str = ""
    contact: str = ""
    doi: str = ""
    terms: str = ""
    embargo: str = ""
    draft: bool = False
    in_place: bool = False
    holder: str = ""
    consent: str = ""
    place_decimals: int | None = None
    good_for: tuple[str, ...] = ()
    not_good_for: tuple[str, ...] = ()
    synthetic: bool = False
