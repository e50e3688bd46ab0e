"""Compiled passes over values: kept on disk where a folder can be written, compiled anew where not."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable
from typing import Any

import numba


def compiled(function: Callable) -> Callable:
    """Return a kernel compiled, without the interpreter's lock; kept on disk where a folder can be written.

    Numba keeps compiled code in ``NUMBA_CACHE_DIR``, else beside this file, else in the user's cache folder. Where none
    can be written (a read-only installation without a home), or what lies there is damaged, the kernel is compiled anew
    in each process.
    """
    try:
        kernel = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:
        return numba.njit(nogil=True)(function)

    @functools.wraps(function)
    def call(*arguments: Any) -> Any:
        nonlocal kernel
        try:
            return kernel(*arguments)
        except (OSError, EOFError, pickle.PickleError, AttributeError, ImportError, RuntimeError, ValueError):
            # No kernel raises: this is compiled code that cannot be read back or written.
            kernel = numba.njit(nogil=True)(function)
            return kernel(*arguments)

    return call


#: A step of several passes, compiled into each of them.
step = numba.njit(nogil=True)
