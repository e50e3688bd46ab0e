"""What takes long to import and every first page needs: imported while the first browser still fetches the client."""

from __future__ import annotations

import threading
import time
from importlib import import_module

NEEDED = (
    "sqlalchemy.dialects.sqlite",
    "broker.service.broker",
    "broker.products.language",
    "translators.specification",
)
#: How often to look whether the server listens, in seconds.
_OFTEN_S = 0.02

_importing: threading.Thread | None = None


def begin() -> None:
    """Import them in the background, as soon as the server listens."""
    global _importing
    _importing = threading.Thread(target=_import, name="early imports", daemon=True)
    _importing.start()


def wait() -> None:
    """Wait until all are there; two threads that import one circle of modules could see half of one."""
    if _importing is not None:
        _importing.join()


def _import() -> None:
    from streamlit import runtime

    while not runtime.exists() or runtime.get_instance().state is runtime.RuntimeState.INITIAL:
        time.sleep(_OFTEN_S)
    for name in NEEDED:
        import_module(name)
