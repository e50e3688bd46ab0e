"""Ten thousand datasets in a registry: how long a list, a search and the datasets near a place take.

``python -m tests.benchmarks.registry [ENTRIES]`` prints it.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from broker.database import open_database
from catalog.record import Finding, Simulation, Variable, Version
from catalog.registry import Registry
from catalog.tables import entries, entry_row, simulation_row, simulations, to_record, versions, words_of

ENTRIES = 10_000
LIMIT_MS = 100.0
SCENARIOS = ("historical", "ssp126", "ssp245", "ssp585")


def fill(engine: Engine, count: int) -> Registry:
    """Enter `count` datasets of four simulations, in a tenth of which hold more than one step of time."""
    registry = Registry(engine)
    for start in range(0, count, 500):
        drafts = [version(i) for i in range(start, min(count, start + 500))]
        with engine.begin() as connection:
            connection.execute(sa.insert(versions), [_version_row(v) for v in drafts])
            connection.execute(sa.insert(entries), [entry_row(v) for v in drafts])
            rows = [simulation_row(v, n, s) for v in drafts for n, s in enumerate(v.simulations)]
            connection.execute(sa.insert(simulations), rows)
    return registry


def version(i: int) -> Version:
    """Return one dataset: a box of 2 degrees somewhere, tasmax and pr, four scenarios."""
    west, south = -180.0 + (i * 7) % 358, -85.0 + (i * 3) % 168
    names = ("tasmax", "pr") if i % 3 else ("tas",)
    runs = tuple(
        Simulation(
            model=f"MODEL-{i % 40}",
            scenario=scenario,
            member="r1i1p1f1",
            variables=tuple(Variable(name, "K", "degC", 1.0, -273.15) for name in names),
            calendar="noleap",
            frequency="mon" if i % 10 == 0 else "day",
            years=(1950, 2014) if scenario == "historical" else (2015, 2100),
            first_date="1950-01-01",
            last_date="2100-12-31",
            cells=400,
            grid_kind="rectilinear",
            bbox=(west, south, west + 2, south + 2),
            resolution_km=12.5,
            group=f"simulation-{scenario}",
        )
        for scenario in SCENARIOS
    )
    findings = tuple(Finding("time-gap", "warning", f"Day {n} lacks.", models=(f"MODEL-{i % 40}",)) for n in range(3))
    return Version(
        dataset=f"dataset-{i:05d}",
        number=1,
        snapshot=f"{i:064x}",
        title=f"Projections of valley {i}",
        producer=f"Institute {i % 100}",
        licence="CC BY 4.0" if i % 2 else "CC0 1.0",
        citation=f"Institute {i % 100} (2026), valley {i}",
        kind="projection" if i % 5 else "observation",
        adjustment="adjusted",
        simulations=runs,
        findings=findings,
        published=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


def _version_row(v: Version) -> dict[str, object]:
    row = {"dataset": v.dataset, "number": v.number, "snapshot": v.snapshot, "kind": v.kind, "words": words_of(v)}
    return row | {"record": to_record(v)}


QUESTIONS: dict[str, Callable[[Registry], object]] = {
    "list": lambda r: r.list(),
    "list, with years and box of each": lambda r: [(v.label, v.title, v.years, v.bbox) for v in r.list()],
    "search: one word": lambda r: r.search(text="valley"),
    "search: two words": lambda r: r.search(text="institute 42"),
    "search: box": lambda r: r.search(bbox=(0, 50, 2, 53)),
    "search: years, variables, scenario": lambda r: r.search(years=(2041, 2060), variables=("pr",), scenario="ssp585"),
    "search: frequency, licence, kind": lambda r: r.search(frequency="mon", licence="cc-by", kind="projection"),
    "near a place, for matching": lambda r: r.around((0.8, 52.2, 0.9, 52.3), 50.0, 20),
}


def measured(registry: Registry, rounds: int = 5) -> dict[str, tuple[float, float]]:
    """Return the milliseconds of each question, by the clock and of this process: the best of some rounds."""
    found = {}
    for name, question in QUESTIONS.items():
        times = []
        for _ in range(rounds + 1):
            start, own = time.perf_counter(), time.process_time()
            question(registry)
            times.append((1000 * (time.perf_counter() - start), 1000 * (time.process_time() - own)))
        found[name] = (min(t for t, _ in times[1:]), min(t for _, t in times[1:]))
    return found


def main(count: int = ENTRIES) -> None:
    """Print how long each question takes."""
    with tempfile.TemporaryDirectory() as folder:
        registry = fill(open_database(Path(folder)), count)
        print(f"{count:,} datasets (goal: each answer within {LIMIT_MS:.0f} ms)")
        for name, (clock, own) in measured(registry).items():
            print(f"  {name:38} {clock:7.1f} ms by the clock, {own:7.1f} ms of this process")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES)
