"""Work that opens transactions of its own, as part of one that is open already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection


class OneTransaction:
    """Stands for an engine where all that is done with it is to be part of a transaction that is open already."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a part of the transaction that can fail by itself."""
        with self._connection.begin_nested():
            yield self._connection

    def connect(self) -> OneTransaction:
        """Return the transaction, to be read from."""
        return self

    def execution_options(self, **_options: Any) -> OneTransaction:
        """Return the transaction, which stays as it was opened."""
        return self

    def __enter__(self) -> Connection:
        """Return the connection."""
        return self._connection

    def __exit__(self, *_failure: object) -> None:
        """Leave the connection open: whoever opened the transaction ends it."""

    def get_execution_options(self) -> dict[str, Any]:
        """Return the options of the transaction."""
        return dict(self._connection.get_execution_options())
