"""What taking in a dialogue from elsewhere did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Imported:
    """What taking in a dialogue from elsewhere did.

    Attributes
    ----------
    dialogue, title : str
    status : str
        ``new``, ``continued`` (the rest was added to what was here) or ``same`` (all of it was here).
    events, added : int
        How many the archive holds, and how many of them were not here yet.
    head : str
        Hash of its last event.
    origin, key : str
        Which broker signed its checkpoint, and the public key, to be compared with what its people say it is.
    products : tuple of str
        Ids of the products that are kept now.
    missing : tuple of str
        Versions of datasets (``id@2``) that recipes name and this store does not hold: what was made of them can be
        read, and not built again here.
    erased : tuple of str
        People who were erased there since, and are erased here now.
    """

    dialogue: str
    title: str
    status: str
    events: int
    added: int
    head: str
    origin: str
    key: str
    products: tuple[str, ...]
    missing: tuple[str, ...]
    erased: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as the JSON of ``log import`` writes it."""
        lists = {name: list(getattr(self, name)) for name in ("products", "missing", "erased")}
        return {**vars(self), **lists}
