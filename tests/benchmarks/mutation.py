"""Whether the tests would notice a fault of the science core: ``python -m tests.benchmarks.mutation``.

Faults are put one at a time into a copy of the code (never into the code itself), and the tests that are about the
changed module are run on it. A fault is caught when one of them fails.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
ENGINE = "broker/engine"
#: Module → the tests that are about it; the loops of its indices come on top for reductions and kernels.
TESTS = {
    "seasons": ("unit/test_seasons.py", "unit/test_calendars.py", "unit/test_engine.py"),
    "steps": ("unit/test_steps.py", "properties/test_time_and_indices.py"),
    "periods": ("unit/test_periods.py", "unit/test_period_statistics.py", "unit/test_ensemble.py"),
    "areas": ("unit/test_areas.py", "unit/test_engine.py", "properties/test_space.py"),
    "weights": ("unit/test_weights.py", "unit/test_regions.py", "properties/test_space.py"),
    "rectilinear": ("unit/test_weights.py", "unit/test_grids.py", "properties/test_space.py"),
    "curvilinear": ("unit/test_weights.py", "unit/test_grids.py"),
    "ensemble": ("unit/test_ensemble.py", "unit/test_ensemble_doubt.py", "properties/test_ensembles.py"),
    "references": (
        "unit/test_reductions_percentiles.py",
        "unit/test_ensemble.py",
        "unit/test_reductions_standardised.py",
    ),
    "expression": ("unit/test_expression_metrics.py", "unit/test_engine.py", "unit/test_kernels.py"),
}
SHARED = ("unit/test_engine.py", "unit/test_kernels.py")


@dataclass(frozen=True)
class Verdict:
    """Whether a mutant was caught, and in how many seconds."""

    mutant: Mutant
    is_caught: bool
    seconds: float


def core() -> list[str]:
    """The modules of the science core, relative to the project."""
    whole = ("seasons", "steps", "periods", "areas", "weights", "rectilinear", "curvilinear", "ensemble", "references")
    paths = [f"{ENGINE}/{name}.py" for name in whole]
    for folder in ("reductions", "kernels"):
        paths += sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / ENGINE / folder).glob("*.py"))
    return [p for p in paths if not p.endswith(("__init__.py", "xclim_bridge.py"))]


def chosen(count: int, seed: int, only: str = "") -> list[Mutant]:
    """So many mutants, spread over the modules by how much there is to get wrong in each."""
    every = [m for path in core() if only in path for m in mutants_of(path, (ROOT / path).read_text(encoding="utf-8"))]
    rng = random.Random(seed)
    rng.shuffle(every)
    # One of each module first, so that none is left out.
    first, rest, seen = [], [], set()
    for mutant in every:
        (rest if mutant.path in seen else first).append(mutant)
        seen.add(mutant.path)
    return (first + rest)[:count]


def targets(path: str) -> tuple[list[str], str]:
    """Test files about a module, and the loops (an expression for ``-k``) of the indices that it computes."""
    stem, folder = Path(path).stem, Path(path).parent.name
    files = [*TESTS.get(stem, ())]
    keys: list[str] = []
    if folder in {"reductions", "kernels"}:
        stems = {stem} if folder == "reductions" else _users_of(stem)
        files += [f"unit/test_reductions_{s}.py" for s in sorted(stems)] + list(SHARED)
        keys = _keys_of(stems)
    elif stem in {"seasons", "references"}:
        keys = ["tx_days_above", "prcptot"] if stem == "seasons" else ["days_over_precip_thresh", "tn10p"]
    files = [f"tests/{f}" for f in dict.fromkeys(files) if (ROOT / "tests" / f).exists()]
    return files, " or ".join(f"loop[{key}]" for key in keys)


def _users_of(kernel: str) -> set[str]:
    """The reductions that run a kernel's module."""
    wanted = re.compile(rf"kernels\.{kernel} import|kernels import [^\n]*\b{kernel}\b")
    found = {
        p.stem for p in (ROOT / ENGINE / "reductions").glob("*.py") if wanted.search(p.read_text(encoding="utf-8"))
    }
    for other in (ROOT / ENGINE / "kernels").glob("*.py"):
        if other.stem != kernel and wanted.search(other.read_text(encoding="utf-8")):
            found |= _users_of(other.stem)
    return found


def _keys_of(stems: set[str]) -> list[str]:
    import importlib

    from tests.oracle import loops
    from translators.indices import INDICES

    names: set[str] = set()
    for stem in stems:
        module = importlib.import_module(f"broker.engine.reductions.{stem}")
        names |= set(getattr(module, "REDUCTIONS", ()))
    if not names:  # what every reduction stands on
        return ["tx_days_above", "tn_days_below", "prcptot", "max_1day_precipitation_amount", "growing_season_start"]
    return [k for k in sorted(loops.JUDGED_KEYS) if INDICES[loops.index_of(k)].reduction in names]


class Workshop:
    """A copy of the code in which one module at a time is wrong."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("broker", "catalog", "translators", "tests"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.nc", "*.gz"))
        for name in ("pyproject.toml", "app.py"):
            shutil.copy2(ROOT / name, folder / name)
        self._sound: dict[str, float] = {}

    def run(self, path: str, limit: float) -> tuple[bool, float]:
        """Run the tests about a module; whether all passed, and the seconds."""
        files, keys = targets(path)
        started = time.monotonic()
        known = {"NUMBA_CACHE_DIR": str(self.folder / "compiled"), "PYTHONDONTWRITEBYTECODE": "1"}
        for arguments in ([*files], ["tests/oracle/test_agreement.py", "-k", keys]):
            if not arguments or not arguments[-1]:
                continue
            ids = self._ids(keys) if "-k" in arguments else arguments
            try:
                done = subprocess.run(
                    [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", *ids],
                    cwd=self.folder, capture_output=True, text=True, timeout=limit, check=False,
                    env={**os.environ, **known},
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                return False, time.monotonic() - started
            if done.returncode != 0:
                return False, time.monotonic() - started
        return True, time.monotonic() - started

    @staticmethod
    def _ids(keys: str) -> list[str]:
        test = "tests/oracle/test_agreement.py::test_every_cell_season_and_mean_agrees_with_the_"
        return [f"{test}{key}" for key in keys.split(" or ")]

    def sound(self, path: str) -> float:
        """Seconds of the tests about a module as it is; they must pass."""
        key = repr(targets(path))
        if key not in self._sound:
            passed, seconds = self.run(path, 900)
            if not passed:
                raise SystemExit(f"The tests about {path} do not pass as it is, so no fault of it can be judged.")
            self._sound[key] = seconds
        return self._sound[key]

    def judge(self, mutant: Mutant) -> Verdict:
        """Run the tests about a module on one fault of it."""
        limit = 60 + 5 * self.sound(mutant.path)
        place = self.folder / mutant.path
        text, stamp = place.read_text(encoding="utf-8"), place.stat()
        place.write_text(mutant.put_into(text), encoding="utf-8")
        try:
            passed, seconds = self.run(mutant.path, limit)
        finally:
            place.write_text(text, encoding="utf-8")
            os.utime(place, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # so that compiled code stays valid
        return Verdict(mutant, not passed, seconds)


def main() -> int:
    """Print each fault that no test noticed, and how many were caught; 1 below the goal."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.mutation", description=main.__doc__)
    parser.add_argument("--count", type=int, default=240, help="how many faults (default 240)")
    parser.add_argument("--sample", type=int, default=0, help="judge only so many of them")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--only", default="", help="only modules whose path holds this text")
    parser.add_argument("--list", action="store_true", help="print the faults and judge none")
    parser.add_argument("--goal", type=float, default=95.0, help="per cent to be caught")
    options = parser.parse_args()
    faults = chosen(options.count, options.seed, options.only)
    if options.sample:
        faults = random.Random(options.seed).sample(faults, min(options.sample, len(faults)))
    if options.list:
        print("\n".join(sorted(m.name for m in faults)))
        return 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        workshop, caught = Workshop(Path(folder)), 0
        for number, fault in enumerate(sorted(faults, key=lambda m: m.name), start=1):
            verdict = workshop.judge(fault)
            caught += verdict.is_caught
            word = "caught  " if verdict.is_caught else "SURVIVED"
            print(f"{word} {verdict.seconds:6.1f} s  {number}/{len(faults)}  {fault.name}", flush=True)
    score = 100 * caught / max(1, len(faults))
    print(f"\n{caught} of {len(faults)} faults caught: {score:.1f} % (goal {options.goal:g} %; seed {options.seed})")
    return 0 if score >= options.goal else 1


if __name__ == "__main__":
    raise SystemExit(main())
