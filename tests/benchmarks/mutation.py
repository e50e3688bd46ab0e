"""Whether the tests would notice a fault of the science core: ``python -m tests.benchmarks.mutation``.

Faults are put one at a time into a copy of the code (never into the code itself), and those tests are run on it that
reach the faulted statement, the quickest first, until one fails: then the fault is caught. Kernels run as the Python
that they are written in, so that each fault is in all that uses it and nothing waits for the compiler; what no test
notices so is judged once more by the tests that need compiled code. A fault that makes tests compute for ever is
caught; one in a statement that no test reaches has survived, as has one that forty-five seconds of tests do not notice.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import reach, trials
from tests.benchmarks.equivalents import EQUIVALENT
from tests.benchmarks.mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
#: What decides numbers: days, seasons, periods, units, cells, indices, ensembles, adjustment. Not planning, caching,
#: the sharing of work and the words.
CORE = (
    *(f"broker/engine/{name}.py" for name in (
        "adjustment", "adjustment_mapping", "adjustment_windows", "areas", "curvilinear", "dates", "enough", "ensemble",
        "every_day", "missing", "periods", "rectilinear", "references", "return_levels", "robustness", "seasons", "sky",
        "steps", "sunlight", "tiles", "variance", "votes", "warming", "weights", "work",
    )),
    "broker/engine/kernels/*.py", "broker/engine/reductions/*.py",
    *(f"catalog/{name}.py" for name in ("amounts", "calendars", "units")),
    *(f"translators/{name}.py" for name in ("expressions/tree", "missing", "periods", "statistics", "units")),
)  # fmt: skip
TESTS = (
    *(f"tests/unit/test_{name}*.py" for name in (
        "adjustment", "areas", "bits", "calendars", "conventions", "engine", "ensemble", "grids", "indices", "kernels",
        "missing", "period", "quantities", "reductions", "references", "regions", "return_levels", "seasons",
        "several_regions", "sky", "steps", "units", "warming", "weights",
    )),
    "tests/properties/test_*.py", "tests/oracle/test_agreement.py",
)  # fmt: skip
_LOOP = "tests/oracle/test_agreement.py::test_every_cell_season_and_mean_agrees_with_the_loop"
#: Tests that take half a minute each without compiled code: they are not asked.
NOT_ASKED = (
    *(f"{_LOOP}[{name}" for name in (
        "tx10p", "tx90p", "tn10p", "tn90p", "warm_spell_duration_index", "cold_spell_duration_index",
    )),
    "tests/unit/test_reductions_percentiles.py::test_white_noise_goes_beyond_its_own_usual_on_a_tenth_of_the_days",
)  # fmt: skip
#: Seconds that one test may compute without compiled code, and all tests about one fault together.
LONGEST, TOGETHER = 8.0, 45.0
#: What is said of tests that do not end.
NO_END = "tests that do not end"


@dataclass(frozen=True)
class Verdict:
    """What a test noticed of a fault: its name, empty where none did; and the seconds."""

    mutant: Mutant
    caught_by: str
    seconds: float


def core() -> list[str]:
    """The modules of the science core, relative to the project."""
    return [p for pattern in CORE for p in _found(pattern) if not p.endswith("__init__.py")]


def about(only: str = "") -> list[str]:
    """The test files about the science core."""
    return list(dict.fromkeys(p for pattern in TESTS for p in _found(pattern) if only in p))


def _found(pattern: str) -> list[str]:
    return sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob(pattern))


def chosen(count: int, seed: int, only: str = "") -> list[Mutant]:
    """So many mutants: one of each module, the others by lot; those of a line stay chosen while other lines change."""
    every = sorted((m for path in core() if only in path for m in _of(path)), key=lambda m: _lot(m, seed))
    first: dict[str, Mutant] = {}
    for mutant in every:
        first.setdefault(mutant.path, mutant)
    rest = [m for m in every if first[m.path] is not m]
    return sorted([*first.values(), *rest][:count], key=lambda m: (m.path, m.line, m.column, m.fault))


def _of(path: str) -> list[Mutant]:
    return [m for m in mutants_of(path, (ROOT / path).read_text(encoding="utf-8")) if m.key not in EQUIVALENT]


def _lot(mutant: Mutant, seed: int) -> str:
    return hashlib.sha256(repr((seed, *mutant.key, mutant.column)).encode()).hexdigest()


#: In the place of `catalog.compiling`: kernels as the Python that they are written in.
_NOT_COMPILED = "def compiled(function):\n    return function\n\n\nstep = compiled\n"


class Workshop:
    """Copies of the code in which one module at a time is wrong: one without compiled kernels, and one with them."""

    def __init__(self, folder: Path, tests: list[str]):
        marked = _copy(folder / "marked", is_compiled=False)
        self.statements = reach.write_marked(marked, core())
        self.trials = reach.reached(
            [*tests, *(f"--deselect={name}" for name in NOT_ASKED)], marked, self.statements.count, LONGEST
        )
        shutil.rmtree(marked)
        self.plain = _copy(folder / "plain", is_compiled=False)
        self.compiled = _copy(folder / "compiled", is_compiled=True)
        self._kept = folder / "kernels"
        self._sound: set[str] | None = None

    def judge(self, mutant: Mutant) -> Verdict:
        """Run the tests that reach a fault."""
        started = time.monotonic()
        there = {n: t for n, t in self.trials.items() if self.statements.reaching(t, mutant.path, mutant.line)}
        failed = ""
        with _faulted(self.plain, mutant):
            failed = self._first_of({n: t.seconds for n, t in there.items() if t.passed})
        need_compiler = [n for n, t in there.items() if not t.passed]
        if not failed and need_compiler:
            failed = self._first_compiled(need_compiler, mutant)
        return Verdict(mutant, failed, time.monotonic() - started)

    def _first_of(self, tests: dict[str, float]) -> str:
        order = in_turn(tests)
        # Most faults are noticed by the first tests: the others are not even collected for them.
        for some in (order[:12], order[12:]):
            if some:
                failed = trials.failures(some, self.plain, 15 + 5 * sum(tests[n] for n in some), only_first=True)
                if failed is None:
                    return NO_END
                if failed:
                    return failed[0]
        return ""

    def _first_compiled(self, tests: list[str], mutant: Mutant) -> str:
        if self._sound is None:
            wanting = [name for name, trial in self.trials.items() if not trial.passed]
            self._sound = set(wanting) - set(self._failures_compiled(wanting, self._kept))
        tests = [n for n in tests if n in self._sound]
        if not tests:
            return ""
        with _faulted(self.compiled, mutant), tempfile.TemporaryDirectory() as anew:
            # What is kept of a kernel does not change when a step that it is compiled with does.
            kept = Path(anew) if "/kernels/" in mutant.path else self._kept
            failed = self._failures_compiled(tests, kept, "-x")
        return failed[0] if failed else ""

    def _failures_compiled(self, tests: list[str], kept: Path, *options: str) -> list[str]:
        known = {**os.environ, "NUMBA_CACHE_DIR": str(kept), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", "-rfE", "-p", "no:cacheprovider"]
        try:
            done = subprocess.run(
                [*command, *options, *tests], cwd=self.compiled, capture_output=True, text=True, timeout=900,
                check=False, env=known,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return [NO_END]
        lines = [line.split(" ", 1) for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
        return [rest.split(" - ")[0] for _, rest in lines] or ["no test was run"] * (done.returncode != 0)

    def wrongly(self, verdicts: list[Verdict]) -> set[str]:
        """The tests that caught a fault but fail without one as well: what they caught does not count."""
        names = sorted(
            {v.caught_by for v in verdicts if v.caught_by in self.trials and self.trials[v.caught_by].passed}
        )
        failed = trials.failures(names, self.plain, 3600, only_first=False) if names else []
        if failed is None:
            raise SystemExit("The tests do not end without a fault, so none can be judged.")
        return set(failed)


@contextmanager
def _faulted(folder: Path, mutant: Mutant) -> Iterator[None]:
    """Have one fault in a copy of the code."""
    place = folder / mutant.path
    text, stamp = place.read_text(encoding="utf-8"), place.stat()
    place.write_text(mutant.put_into(text), encoding="utf-8")
    try:
        yield
    finally:
        place.write_text(text, encoding="utf-8")
        os.utime(place, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def _copy(folder: Path, *, is_compiled: bool) -> Path:
    for name in ("broker", "catalog", "translators", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "app.py"):
        shutil.copy2(ROOT / name, folder / name)
    if not is_compiled:
        (folder / "catalog/compiling.py").write_text(_NOT_COMPILED, encoding="utf-8")
    return folder


def in_turn(tests: dict[str, float]) -> list[str]:
    """The quickest tests first, each file with as much time as another, and no more than fit."""
    spent: dict[str, float] = {}
    when: dict[str, float] = {}
    for name in sorted(tests, key=lambda n: (tests[n], n)):
        file = name.partition("::")[0]
        when[name] = spent[file] = spent.get(file, 0.0) + tests[name]
    order, total = [], 0.0
    for name in sorted(when, key=lambda n: (when[n], n)):
        total += tests[name]
        if total > TOGETHER and order:
            break
        order.append(name)
    return order


def main() -> int:
    """Print each fault that no test noticed, and how many were caught; 1 below the goal."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.mutation", description=main.__doc__)
    parser.add_argument("--count", type=int, default=240, help="how many faults (default 240)")
    parser.add_argument("--seed", type=int, default=4, help="which of them: by another number, others (default 4)")
    parser.add_argument("--only", default="", help="only modules whose path holds this text")
    parser.add_argument("--tests", default="", help="only test files whose path holds this text")
    parser.add_argument("--list", action="store_true", help="print the faults and judge none")
    parser.add_argument("--goal", type=float, default=95.0, help="per cent to be caught (default 95)")
    options = parser.parse_args()
    faults = chosen(options.count, options.seed, options.only)
    if options.list:
        print("\n".join(m.name for m in faults))
        return 0
    started = time.monotonic()
    trials.load()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        workshop = Workshop(Path(folder), about(options.tests))
        passed = sum(t.passed for t in workshop.trials.values())
        print(f"{len(workshop.trials)} tests, {passed} of them without compiled code: what each reaches is known after "
              f"{time.monotonic() - started:.0f} s", flush=True)  # fmt: skip
        verdicts = []
        for number, fault in enumerate(faults, start=1):
            verdicts.append(verdict := workshop.judge(fault))
            word = f"by {verdict.caught_by.rpartition('/')[2]}" if verdict.caught_by else "SURVIVED"
            print(f"{number}/{len(faults)} {verdict.seconds:6.1f} s  {fault.name}  {word}", flush=True)
        wrong = workshop.wrongly(verdicts)
    return told(verdicts, wrong, options.goal, options.seed, (time.monotonic() - started) / 60)


def _computed() -> float:
    """Minutes that this process and its children have computed."""
    used = os.times()
    return (used.user + used.system + used.children_user + used.children_system) / 60


def told(verdicts: list[Verdict], wrong: set[str], goal: float, seed: int, minutes: float) -> int:
    """Print the survivors, what was left out and why, and the score; 1 below the goal."""
    for name in sorted(wrong):
        print(f"Fails without a fault as well, so what it caught does not count: {name}")
    survivors = [v.mutant.name for v in verdicts if not v.caught_by or v.caught_by in wrong]
    print("\nNot noticed:" if survivors else "\nAll noticed.", *survivors, sep="\n  ")
    print(f"\nLeft out, because the numbers stay the same ({len(EQUIVALENT)}):")
    for (path, line, fault), reason in EQUIVALENT.items():
        print(f"  {path} `{line}` {fault}: {reason}")
    caught = len(verdicts) - len(survivors)
    score = 100 * caught / max(1, len(verdicts))
    print(f"\n{caught} of {len(verdicts)} faults caught: {score:.1f} % (goal {goal:g} %)")
    print(f"Seed {seed}; {minutes:.0f} minutes, of which {_computed():.0f} computing.")
    return 0 if score >= goal else 1


if __name__ == "__main__":
    raise SystemExit(main())
