"""What modules hold is kept out of the sight of the collector of garbage, which Streamlit sends round after every run.

Going through the tables and classes of all modules takes it a third of a second, longer than most pages.
"""

from __future__ import annotations

import gc
import sys
import threading

#: So many modules more than last time are worth another step.
_MORE = 60

_lock = threading.Lock()
_settled = 0


def settle() -> None:
    """Let the collector pass by what has been there since the last modules were imported."""
    global _settled
    if len(sys.modules) - _settled < _MORE or not _lock.acquire(blocking=False):
        return
    try:
        _settled = len(sys.modules)
        gc.freeze()
    finally:
        _lock.release()
