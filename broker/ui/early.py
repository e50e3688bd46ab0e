"""What every first page needs and takes long: imported and read while the first browser still fetches the client."""

from __future__ import annotations

import gc
import threading
import time
from contextlib import suppress
from importlib import import_module

#: Imported before the server listens, so that neither its start nor the first page takes all the time.
FIRST = ("sqlalchemy.dialects.sqlite", "numpy", "broker.dialogue")
NEEDED = (
    *FIRST,
    "PIL.Image",  # for Streamlit's own pictures, as numpy
    "broker.service.broker",
    "broker.products.language",
    "translators.specification",
    "broker.ui.components.language_switch",
    "broker.ui.components.under_way",
    "broker.ui.components.example",
)
#: How often to look whether the server listens, in seconds.
_OFTEN_S = 0.02

_lock = threading.Lock()
_preparing: threading.Thread | None = None


def begin() -> None:
    """Import some of it at once, and do the rest in the background as soon as the server listens."""
    global _preparing
    with _lock:
        if _preparing is None:
            for name in FIRST:
                import_module(name)
            _preparing = threading.Thread(target=_prepare, name="early imports", daemon=True)
            _preparing.start()


def wait() -> None:
    """Wait until all is there; two threads that import one circle of modules could see half of one."""
    begin()
    if _preparing is not None:
        _preparing.join()


def _prepare() -> None:
    from streamlit import runtime

    while not runtime.exists() or runtime.get_instance().state is runtime.RuntimeState.INITIAL:
        time.sleep(_OFTEN_S)
    try:
        for name in NEEDED:
            import_module(name)
        with suppress(Exception):  # the page that needs it says what is wrong
            _read()
    finally:
        gc.enable()


def _read() -> None:
    """Read texts, and of the store what whoever comes first is told."""
    from broker.ui import resources
    from broker.ui.components import example
    from broker.ui.messages import say

    say("app.name")
    example.longest(resources.get_broker())
