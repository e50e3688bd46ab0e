"""The arguments of the commands about data: what is published, and what is asked of the catalog."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from broker.command_line.arguments import leaf, seen_by, signed

CALENDARS = ("standard", "proleptic_gregorian", "julian", "noleap", "all_leap", "360_day")


def data_arguments(one: argparse.ArgumentParser, id_required: bool) -> None:
    """Add what the producer says of data files."""
    one.add_argument("paths", nargs="+", metavar="PATH", help="files, a quoted glob, a folder, Zarr, address or table")
    one.add_argument("--id", required=id_required, default="unnamed", help="id of the dataset")
    for name, words in (
        ("title", "of the dataset"), ("producer", "who made the data"), ("licence", "its terms"),
        ("citation", "how to cite it"), ("model", "where the files do not say"), ("scenario", "where they do not say"),
        ("member", "where they do not say"), ("change-note", "why there is a new version"),
        ("contact", "whom to ask about the data"), ("doi", "identifier of the data"),
        ("terms", "what the licence alone does not say"), ("holder", "who holds contributed observations"),
        ("consent", "of the holder: yes, no, or the uses agreed to, in words"),
        ("embargo", "day (YYYY-MM-DD) from which everybody may see the data"),
    ):  # fmt: skip
        one.add_argument(f"--{name}", default="", metavar=name[0].upper(), help=words)
    one.add_argument("--kind", default="", choices=("projection", "observation", "reanalysis"))
    one.add_argument("--accept", action="append", default=[], metavar="CODE", help="repair what this check found")
    one.add_argument("--lat", type=float, metavar="DEGREES", help="of a file without a location")
    one.add_argument("--lon", type=float, metavar="DEGREES")
    one.add_argument(
        "--variables",
        type=_columns,
        default={},
        metavar="COLUMN=NAME:UNITS,…",
        help="what the columns of a CSV table hold",
    )
    one.add_argument("--profile", default="", metavar="NAME", help="how s3:// is reached: see Settings in the README")
    one.add_argument("--stations", default="", metavar="FILE", help="a table of where the stations of a CSV lie")
    one.add_argument(
        "--date", default="", metavar="COLUMN[=dd/mm/yyyy]", help="the column of a CSV table that holds the date"
    )
    one.add_argument(
        "--missing", type=_number, action="append", default=[], metavar="NUMBER", help="means no value in a CSV table"
    )
    one.add_argument("--synthetic", action="store_true", help="the weather is made up: everything made from it says so")
    one.add_argument("--draft", action="store_true", help="store it for a review first: `broker catalog review`")
    one.add_argument(
        "--place-decimals",
        type=int,
        metavar="N",
        help="decimals of a degree to which places of points are rounded before they are stored (1: about 11 km)",
    )
    one.add_argument("--good-for", action="append", default=[], metavar="TEXT", help="what the data serve")
    one.add_argument("--not-good-for", action="append", default=[], metavar="TEXT", help="what they do not serve")
    one.add_argument("--fitness", type=Path, metavar="FILE.yaml", help="lists good_for and not_good_for")


def catalog_arguments(group: Any) -> None:
    """Add the commands of ``broker catalog``."""
    one = leaf(group, "list", "every dataset on offer", "catalog")
    seen_by(one)
    _page(one)
    one.add_argument("--retired", action="store_true", help="every version, withdrawn ones too")
    one = leaf(group, "show", "one dataset: what it is, its findings, its uses", "catalog")
    one.add_argument("dataset", type=_dataset, metavar="ID[@VERSION]")
    seen_by(one)
    one = leaf(group, "search", "datasets by words, place, years, variables, steps, licence", "catalog")
    one.add_argument("text", nargs="*", metavar="WORD")
    one.add_argument("--bbox", nargs=4, type=float, metavar=("WEST", "SOUTH", "EAST", "NORTH"))
    one.add_argument("--years", nargs=2, type=int, metavar=("FIRST", "LAST"))
    one.add_argument("--variables", nargs="+", metavar="NAME")
    one.add_argument("--scenario")
    one.add_argument("--kind", choices=("projection", "observation", "reanalysis"))
    one.add_argument("--frequency", choices=("1hr", "3hr", "6hr", "day", "mon", "yr"), help="step of time")
    one.add_argument("--licence", metavar="TEXT", help="words of the licence, such as cc-by")
    one.add_argument("--producer", metavar="TEXT", help="a part of the producer's name")
    one.add_argument("--calendar", choices=CALENDARS, help="of a simulation")
    seen_by(one)
    _page(one)
    one = leaf(group, "uses", "which products a dataset went into, or which data a product was made from", "catalog")
    one.add_argument("name", metavar="ID_OR_PRODUCT_ID")
    seen_by(one)
    one = leaf(group, "review", "what a draft does not meet, and accepting it; then it is published", "catalog")
    one.add_argument("dataset", type=_dataset, metavar="ID[@VERSION]")
    one.add_argument("--accept", action="append", default=[], metavar="CODE", help="a standard that may stay unmet")
    one.add_argument("--because", default="", metavar="TEXT", help="why it may")
    signed(one)
    one = leaf(group, "lift-embargo", "open a version to everybody before its embargo ends", "catalog")
    one.add_argument("dataset", type=_dataset, metavar="ID[@VERSION]")
    signed(one)
    words = "close contributed observations to all but their holder and who published them"
    one = leaf(group, "withdraw-consent", words, "catalog")
    one.add_argument("dataset", metavar="ID")
    one.add_argument("--because", default="", metavar="TEXT")
    signed(one)
    one = leaf(group, "retire", "withdraw a dataset or a version from offer", "catalog")
    one.add_argument("dataset", type=_dataset, metavar="ID[@VERSION]")
    one.add_argument("--because", required=True, metavar="TEXT")
    one.add_argument("--successor", default="", metavar="ID[@VERSION]", help="what follows it")
    signed(one, by="producer")
    one = leaf(
        group, "export", "published data as files that other programs read; everything on offer by default", "catalog"
    )
    one.add_argument("datasets", nargs="*", type=_dataset, metavar="ID[@VERSION]")
    for form, words in (
        ("netcdf", "a CF-1.11 file for each simulation, every value as published"),
        ("stac", "a STAC catalogue: a collection for each dataset, an item for each simulation"),
        ("intake", "a table for intake-esm, with its NetCDF files"),
        ("citation", "a CITATION.cff for each version"),
    ):
        one.add_argument(f"--{form}", type=Path, metavar="DIR", help=words)
    one.add_argument("--by", default="", metavar="NAME", help="who asks, for data that are not open to everybody")


def _page(one: argparse.ArgumentParser) -> None:
    one.add_argument("--limit", type=_count, metavar="N", help="how many at most")
    one.add_argument("--offset", type=_count, default=0, metavar="N", help="how many to leave out first")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} should be a whole number, 0 or more")
    return int(text)


def _dataset(text: str) -> tuple[str, int | None]:
    name, _, number = text.partition("@")
    if number and not number.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} should be ID or ID@VERSION, such as woolpit-cmip6@1")
    return name, int(number) if number else None


def _columns(text: str) -> dict[str, tuple[str, str]]:
    columns = {}
    for part in text.split(","):
        column, equals, meaning = part.partition("=")
        name, colon, units = meaning.partition(":")
        if not (equals and colon and column.strip() and name.strip() and units.strip()):
            raise argparse.ArgumentTypeError(f"{part!r} should be COLUMN=NAME:UNITS, such as MaxTemp=tasmax:degC")
        columns[column.strip()] = (name.strip(), units.strip())
    return columns


def _number(text: str) -> str:
    try:
        float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be a number, such as -99.9") from None
    return text
