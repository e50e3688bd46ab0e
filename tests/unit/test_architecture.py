"""The import rules of the README's layer table, read from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: For each folder or file: the top-level modules that it must not import anywhere, not even inside a function.
FORBIDDEN = {
    "translators": {"catalog", "broker", "streamlit", "netCDF4", "xarray", "zarr", "icechunk", "sqlalchemy"},
    "catalog": {"translators", "broker", "streamlit"},
    "broker/engine": {"streamlit", "sqlalchemy", "zarr", "icechunk", "netCDF4"},
    "broker/ui": {"xarray", "netCDF4", "zarr", "icechunk", "sqlalchemy", "xclim", "numba", "catalog.registry"},
}
#: Only these may import streamlit.
STREAMLIT_HOMES = ("app.py", "broker/ui/")


def imported_modules(path: Path) -> set[str]:
    """Every module that a file imports, each with its parents: {"a", "a.b"} for ``import a.b``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import; write the whole name"
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {".".join(name.split(".")[: i + 1]) for name in names for i in range(name.count(".") + 1)}


def sources() -> list[Path]:
    return [ROOT / "app.py"] + [
        p for d in ("broker", "catalog", "translators") for p in sorted((ROOT / d).rglob("*.py"))
    ]


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_a_layer_imports_only_what_the_readme_allows(folder):
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths
    for path in paths:
        found = imported_modules(path) & FORBIDDEN[folder]
        assert not found, f"{path.relative_to(ROOT)} imports {sorted(found)}"


def test_streamlit_stays_in_the_app():
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(STREAMLIT_HOMES):
            assert "streamlit" not in imported_modules(path), f"{name} imports streamlit"


def test_xclim_is_imported_by_at_most_one_module():
    assert len([p for p in sources() if "xclim" in imported_modules(p)]) <= 1


@pytest.mark.parametrize(
    "statement",
    ["import broker; broker.Broker", "import broker.cli", "import broker.ui.session, broker.ui.resources"],
)
def test_a_quick_start_imports_nothing_heavy(statement):
    heavy = ["xclim", "numba", "cartopy", "matplotlib", "reportlab", "exactextract", "icechunk"]
    code = f"import sys; {statement}; print(*sorted(set({heavy!r}) & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout.split() == []


def test_the_top_level_is_what_the_architecture_fixes():
    allowed = {
        "broker", "catalog", "translators", "app.py", "tests", "environment.yml", "README.md", "pyproject.toml",
        "Makefile", "requirements.txt", "LICENSE", "CHANGELOG.md", ".ci", ".streamlit", ".gitignore",
    }  # fmt: skip
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout, so what belongs to the project cannot be told from what lies beside it")
    assert {line.split("/")[0] for line in listed.stdout.splitlines()} <= allowed


def test_no_module_is_named_for_nothing_in_particular():
    bags = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "manager.py"}
    assert [p for p in sources() if p.name in bags] == []
