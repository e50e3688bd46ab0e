"""Foreign files are opened in a process of their own, with limits on memory, files and time.

A crash there is a finding about the file; the process that asked lives on, and never loads the NetCDF library itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

MEMORY_BYTES = 2 * 1024**3
#: Values come through a pipe as wide as the system lets anybody have: fewer turns between the two processes.
PIPE_BYTES = 1024 * 1024
LOOK_TIMEOUT_S = 60.0
READ_TIMEOUT_S = 300.0
#: What is opened → the script of the process that opens it, and the library that works there.
_SCRIPTS = {"netcdf": ("reader_process.py", "NetCDF"), "zarr": ("zarr_process.py", "Zarr")}
#: See `ContainedReader.look`.
Known = Mapping[str, Any]


class FileRefused(Exception):
    """The reading process would not, or could not, read a file.

    Attributes
    ----------
    code : str
        Code of the finding, such as ``unreadable`` or ``parser-crashed``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ContainedReader:
    """A reading process, started when first asked, started again after a crash. Safe to use from several threads."""

    def __init__(self, opens: str = "netcdf", memory_bytes: int = MEMORY_BYTES) -> None:
        script, self._library = _SCRIPTS[opens]
        self._script = Path(__file__).parent / script
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._finalizer = weakref.finalize(self, lambda: None)

    def look(self, path: Path, timeout_s: float = LOOK_TIMEOUT_S, known: Known | None = None) -> dict[str, Any]:
        """Return what a file declares: attributes, dimensions, variables.

        Parameters
        ----------
        known : mapping of str to anything, optional
            What was found out about the file before, for the process to hold to: its ``identity``, or where the
            ``metadata`` of a store lie that were checked.

        Raises
        ------
        FileRefused
        """
        head, _ = self._ask({"do": "look", "path": str(path), **(known or {})}, timeout_s)
        return head["found"]

    def read(
        self,
        path: Path,
        variable: str,
        window: Sequence[tuple[int, int]],
        timeout_s: float = READ_TIMEOUT_S,
        known: Known | None = None,
    ) -> np.ndarray:
        """Return raw values, as stored in the file, of ``(first, after the last)`` along each dimension.

        Raises
        ------
        FileRefused
        """
        asked = {"do": "read", "path": str(path), "variable": variable, "window": [list(w) for w in window]}
        asked |= known or {}
        head, body = self._ask(asked, timeout_s)
        if "text" in head:
            return np.array(head["text"], dtype=object)
        return np.frombuffer(body, dtype=np.dtype(head["dtype"])).reshape(head["shape"])

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, request: dict[str, Any], timeout_s: float) -> tuple[dict[str, Any], bytearray]:
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            late = threading.Event()
            watch = threading.Timer(timeout_s, lambda: (late.set(), process.kill()))
            watch.daemon = True
            watch.start()
            try:
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
                head = json.loads(process.stdout.readline() or b"-")
                body = _read_exactly(process.stdout, int(head.get("bytes", 0)))
            except (EOFError, OSError, json.JSONDecodeError):
                died = self._end()
                if late.is_set():
                    raise FileRefused("parser-stopped", f"reading it took longer than {timeout_s:g} seconds") from None
                raise FileRefused(
                    "parser-crashed", f"the {self._library} library ended on it with {_how(died)}"
                ) from None
            finally:
                watch.cancel()
            if not head["ok"]:
                if head.get("worn"):
                    self._end()  # what it holds open would keep it from the next file
                raise FileRefused(head["code"], head["message"])
            return head, body

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            keep = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX", "VIRTUAL_ENV", "LANG")
            environment = {name: os.environ[name] for name in keep if name in os.environ}
            environment |= dict.fromkeys(
                ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLOSC_NTHREADS"), "1"
            )
            environment |= {"HDF5_USE_FILE_LOCKING": "FALSE", "HDF5_PLUGIN_PATH": os.devnull, "MALLOC_ARENA_MAX": "2"}
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-B", str(self._script), str(self._memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=os.sep,
                start_new_session=True,
                pipesize=PIPE_BYTES,
            )
            self._finalizer.detach()
            self._finalizer = weakref.finalize(self, _end_process, self._process)
        return self._process

    def _end(self) -> int | None:
        process, self._process = self._process, None
        return None if process is None else _end_process(process)


def _end_process(process: subprocess.Popen[bytes]) -> int | None:
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        died = process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        process.kill()
        died = process.wait()
    if process.stdout is not None:
        process.stdout.close()
    return died


def _how(died: int | None) -> str:
    if died is not None and died < 0:
        return f"signal {-died}"
    return f"exit status {died}"


def _read_exactly(stream: IO[bytes], size: int) -> bytearray:
    body = bytearray(size)
    rest = memoryview(body)
    while rest:
        taken = stream.readinto(rest)  # type: ignore[attr-defined]
        if not taken:
            raise EOFError
        rest = rest[taken:]
    return body
