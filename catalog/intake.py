"""A table of files that intake-esm opens: one row for each simulation and variable, beside its description."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from catalog.files import write_whole
from catalog.record import Version
from catalog.synthetic import NOTICE

#: Columns that can be searched; with `path` they are the table's.
ATTRIBUTES = (
    "dataset", "version", "kind", "model", "scenario", "member", "frequency", "calendar", "variable", "first_date",
    "last_date",
)  # fmt: skip
#: What makes two files part of one dataset when they are opened: they differ in nothing but the variable.
_TOGETHER = ("dataset", "version", "model", "scenario", "member", "frequency")


def write_intake(versions: tuple[Version, ...], files: Mapping[tuple[str, int, str], Path], folder: Path) -> list[Path]:
    """Write ``catalog.json`` and ``catalog.csv`` to a folder and return them.

    Parameters
    ----------
    versions : tuple of Version
    files : mapping of (dataset, version, group) to Path
        The NetCDF file of each simulation. Their whole paths are written, because intake-esm opens them as they stand.

    References
    ----------
    ESM catalog specification 0.1.0, as intake-esm publishes it.
    """
    rows = [
        {
            "dataset": version.dataset,
            "version": version.number,
            "kind": f"synthetic {version.kind}" if version.synthetic else version.kind,
            "model": simulation.model,
            "scenario": simulation.scenario,
            "member": simulation.member or "none",
            "frequency": simulation.frequency,
            "calendar": simulation.calendar,
            "variable": variable.name,
            "first_date": simulation.first_date,
            "last_date": simulation.last_date,
            "path": files[version.dataset, version.number, simulation.group].absolute().as_posix(),
        }
        for version in versions
        for simulation in version.simulations
        for variable in simulation.variables
    ]
    table = pd.DataFrame(rows, columns=[*ATTRIBUTES, "path"])
    description = {
        "esmcat_version": "0.1.0",
        "id": "-".join(version.dataset for version in versions)[:80],
        "title": "; ".join(version.title for version in versions),
        "description": "; ".join(
            f"{v.label}: {v.licence or 'licence not stated'}{f'. {NOTICE}' if v.synthetic else ''}" for v in versions
        ),
        "catalog_file": "catalog.csv",
        "attributes": [{"column_name": name, "vocabulary": ""} for name in ATTRIBUTES],
        "assets": {"column_name": "path", "format": "netcdf"},
        "aggregation_control": {
            "variable_column_name": "variable",
            "groupby_attrs": list(_TOGETHER),
            "aggregations": [{"type": "union", "attribute_name": "variable"}],
        },
    }
    # The table first: a description that can be read always has its table beside it.
    return [
        write_whole(folder / "catalog.csv", table.to_csv(index=False)),
        write_whole(folder / "catalog.json", json.dumps(description, ensure_ascii=False, indent=1) + "\n"),
    ]
