"""The process that is killed: it publishes, registers in place, builds or exports, and may die at a named point.

`python -m tests.benchmarks.killed` says ``ready``, then waits for its job on standard input, so that it is killed at
work and not before. A point is a function of the program, and whether the process dies before it or after it.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

#: Datasets of the two ways to publish.
DATASETS = {"publish": "kills", "register": "standing"}
NEED = {
    "statement": "How many hot days?",
    "region": {"bbox": {"west": 2.0, "south": 3.0, "east": 9.0, "north": 8.0}},
    "time": {"season": "year", "baseline": [2001, 2001], "horizons": [[2002, 2002]]},
    "datasets": [DATASETS["publish"]],
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "26.85 degC"}},
}
_SEALING = (
    "catalog.writing:Staging.seal", "catalog.writing:sync_folder", "catalog.writing:sync_entries",
    "catalog.registry:Registry.publish", "catalog.registry:entry_row", "catalog.registry:simulation_row",
    "broker.log.log:EventLog.append",
)  # fmt: skip
#: What is done → functions, in the order in which they are reached.
PLACES = {
    "publish": (
        "catalog.containment:ContainedReader.look", "catalog.containment:ContainedReader.read", "catalog.reading:join",
        "catalog.writing:create_repository", "catalog.writing:SimulationWriter.add", "catalog.writing:create_array",
        "catalog.tiling:Scratch.read", "catalog.tiling:Proof.add", "catalog.tiling:Proof.agrees_with",
        "catalog.writing:describe", "catalog.ingest:source_records", *_SEALING,
    ),
    "register": (
        "catalog.in_place:Registrar.add", "catalog.in_place:describe", "catalog.writing:Staging.locate", *_SEALING,
    ),
    "build": (
        "broker.engine.cache:ReductionCache.put", "broker.workshop:Workshop.numbers", "broker.workshop:Workshop._write",
        "broker.workshop:_sha256", "catalog.catalog:Catalog.record_use", "broker.service.needs:hand_over",
    ),
    "export": (
        "catalog.netcdf_export:write_netcdf", "catalog.netcdf_export:_encoding", "catalog.netcdf_export:_compare",
        "catalog.stac:write_whole",
    ),
}  # fmt: skip
#: (what is done, function, ``before`` or ``after`` it).
POINTS = tuple(
    (what, place, when) for what, places in PLACES.items() for place in places for when in ("before", "after")
)


def say(*what: Any) -> None:
    """Tell whoever started this process."""
    print(json.dumps(what), flush=True)


def die_at(place: str, when: str) -> None:
    """Let this process be killed before or after the first call of a function."""
    module, _, path = place.partition(":")
    owner: Any = importlib.import_module(module)
    *owners, name = path.split(".")
    for step in owners:
        owner = getattr(owner, step)
    function = getattr(owner, name)

    def dying(*arguments: Any, **named: Any) -> Any:
        if when == "after":
            function(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, dying)


def carry_out(what: str, home: str, files: list[str], out: str) -> None:
    """Do one thing to the store."""
    from broker import Broker
    from catalog.exports import Targets
    from catalog.facets import Facets
    from translators.need import Need

    broker = Broker(home)
    if what in DATASETS:
        facets = Facets(DATASETS[what], in_place=what == "register")
        report = broker.publish(files, facets, by="Tom", progress=say)
        assert report.status == "published", report.findings
    elif what == "build":
        broker.build(Need.of(NEED), Path(out), progress=say)
    else:
        broker.export([(DATASETS["publish"], None)], Targets(netcdf=Path(out), stac=Path(out)), progress=say)


def main() -> None:
    """Wait for a job, and carry it out."""
    for module in ("catalog.catalog", "catalog.ingest", "catalog.reading", "catalog.scanning", "catalog.writing"):
        importlib.import_module(module)
    say("ready", 0)
    job = json.loads(sys.stdin.readline())
    if job["point"]:
        die_at(*job["point"])
    carry_out(job["what"], job["home"], job["files"], job["out"])


if __name__ == "__main__":
    main()
