"""The dialogue between those who have projections and those who must decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from broker.service import Broker

__all__ = ["Broker", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # `broker --help` and the first page load must not import the whole service.
    if name == "Broker":
        from broker.service import Broker

        return Broker
    raise AttributeError(f"module 'broker' has no attribute {name!r}")
