"""Which statements of the science core each test reaches: ``reached()``, measured once, before any fault is put in.

Each statement of a copy of the core is preceded by a mark. A test that never comes to a statement cannot notice a fault
of it, so only those that do are run.
"""

from __future__ import annotations

import ast
import builtins
import functools
import gc
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import trials

#: Name of the marks, known everywhere; no module of the project has such a name.
MARKS = "__reached__"


@dataclass
class Trial:
    """What one test did: the statements that it reached, its seconds, and whether it passed."""

    seconds: float
    passed: bool
    statements: set[int]


class Statements:
    """The statements of all modules of the core, numbered; those of one number are reached together."""

    def __init__(self) -> None:
        self._spans: dict[str, list[tuple[int, int, int]]] = {}
        self._functions: dict[str, set[int]] = {}
        self.count = 0

    def marked(self, path: str, text: str) -> str:
        """Return a module's text with a mark before each statement."""
        tree = ast.parse(text)
        self._spans[path], self._functions[path] = [], set()
        self._mark(path, tree, in_function=False)
        return ast.unparse(ast.fix_missing_locations(tree))

    def at(self, path: str, line: int) -> int:
        """Return the number of the smallest statement that holds a line."""
        around = [(last - first, number) for first, last, number in self._spans[path] if first <= line <= last]
        return min(around, key=lambda span: (span[0], -span[1]))[1]

    def reaching(self, trial: Trial, path: str, line: int) -> bool:
        """Return whether a test reaches a line; one that is run on import is reached by whoever uses the module."""
        number = self.at(path, line)
        if number in self._functions[path]:
            return number in trial.statements
        return not self._functions[path] or not trial.statements.isdisjoint(self._functions[path])

    def _mark(self, path: str, node: ast.AST, *, in_function: bool) -> None:
        inside = in_function or isinstance(node, (ast.FunctionDef, ast.Lambda))
        for name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    self._mark(path, child, in_function=inside)
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, name, list(self._with_marks(path, value, in_function=inside)))

    def _with_marks(self, path: str, block: list[ast.stmt], *, in_function: bool) -> Iterator[ast.stmt]:
        """Statements in a row are reached together: one mark stands before them, another after each that may leave."""
        is_marked = False
        for statement in block:
            is_words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if is_words or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
                yield statement  # what must stay first
                continue
            if not is_marked:
                yield ast.parse(f"{MARKS}[{self.count}] = 1").body[0]
                self.count += 1
            number = self.count - 1
            self._spans[path].append((statement.lineno, statement.end_lineno or statement.lineno, number))
            if in_function:
                self._functions[path].add(number)
            yield statement
            is_marked = not hasattr(statement, "body")


class TooLong(BaseException):
    """A test that takes too long without compiled code."""


class Watch:
    """A plug-in of pytest that keeps what each test reaches."""

    def __init__(self, count: int, limit_s: float):
        self.trials: dict[str, Trial] = {}
        self._marks = bytearray(count)
        self._limit_s = limit_s
        self._shared: dict[tuple[str, str], set[int]] = {}
        self._caches: list[Any] = []
        self._modules = 0
        setattr(builtins, MARKS, self._marks)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._forget()
        trial = self.trials.setdefault(item.nodeid, Trial(0.0, True, set()))
        self._take()
        started = time.process_time()
        signal.signal(signal.SIGVTALRM, _stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, self._limit_s)
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            trial.seconds = time.process_time() - started
            trial.statements |= self._take()
            for name in getattr(item, "fixturenames", ()):
                trial.statements |= self._shared.get((item.path.name, name), set())

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[Any]:
        """What a fixture of several tests reaches is reached by all of them."""
        if fixturedef.scope == "function":
            return (yield)
        before = self._take()
        try:
            return (yield)
        finally:
            reached = self._take()
            self._shared.setdefault((request.path.name, fixturedef.argname), set()).update(reached)
            for number in before | reached:
                self._marks[number] = 1

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.outcome != "passed":
            self.trials[report.nodeid].passed = False

    def _take(self) -> set[int]:
        """Return the statements reached since the last time."""
        found = {number for number, mark in enumerate(self._marks) if mark}
        self._marks[:] = bytes(len(self._marks))
        return found

    def _forget(self) -> None:
        """Empty what functions remember, so that each test comes to all that it needs."""
        if self._modules != len(sys.modules):
            self._modules = len(sys.modules)
            self._caches = [
                thing for thing in gc.get_objects()
                if type(thing) is functools._lru_cache_wrapper
                and str(thing.__module__).startswith(("broker.engine", "tests."))
            ]  # fmt: skip
        for remembered in self._caches:
            remembered.cache_clear()


def _stop(*_: object) -> None:
    raise TooLong("takes too long without compiled code")


def reached(files: list[str], folder: Path, count: int, limit_s: float) -> dict[str, Trial]:
    """Run tests in a marked copy of the project, and return what each reached."""

    def work() -> list[tuple[str, float, bool, set[int]]]:
        watch = Watch(count, limit_s)
        code = pytest.main(
            ["-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", *files], plugins=[watch]
        )
        if code not in (0, 1):
            raise SystemExit(f"pytest ended with {int(code)}")
        return [(name, t.seconds, t.passed, t.statements) for name, t in watch.trials.items()]

    found = trials.in_child(work, folder, 3600)
    if not found:
        raise SystemExit("The tests cannot be run as they are, so no fault can be judged.")
    return {name: Trial(*what) for name, *what in found}


def write_marked(folder: Path, paths: list[str]) -> Statements:
    """Put marks into the modules of a copy of the project."""
    statements = Statements()
    for path in paths:
        place = folder / path
        place.write_text(statements.marked(path, place.read_text(encoding="utf-8")), encoding="utf-8")
    return statements
