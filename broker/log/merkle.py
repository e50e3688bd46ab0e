"""The tree over all events, as RFC 6962 defines it: one root for the whole log, and short proofs of what it holds.

Leaves are hashed as ``sha256(0x00 ‖ leaf)`` and inner nodes as ``sha256(0x01 ‖ left ‖ right)``, so that neither passes
for the other. The leaf of event number *n* is its hash, and stands at index *n* − 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

#: Root of a tree without leaves.
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the whole subtrees that a growing tree consists of: all that its root needs.

    Parameters
    ----------
    size : int
        Number of leaves.
    nodes : sequence of bytes
        One for each bit of the size that is set, the largest subtree first.
    """

    def __init__(self, size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        if len(nodes) != size.bit_count():
            raise ValueError(f"{len(nodes)} subtrees do not make a tree of {size} leaves")
        self.size = size
        self.nodes = list(nodes)

    def add(self, leaf: bytes) -> None:
        """Add a leaf."""
        node, size = leaf_hash(leaf), self.size
        while size & 1:
            node = node_hash(self.nodes.pop(), node)
            size >>= 1
        self.nodes.append(node)
        self.size += 1

    @property
    def root(self) -> bytes:
        """Root of the tree as it is."""
        if not self.nodes:
            return EMPTY
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root)
        return root


class Tree:
    """The whole tree over some leaves, to prove things from.

    Parameters
    ----------
    leaves : iterable of bytes
        Not hashed yet.
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = [leaf_hash(leaf) for leaf in leaves]
        self.size = len(level)
        #: Level *h* holds the roots of the whole subtrees of 2^h leaves.
        self._levels = [level]
        while len(level) > 1:
            level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
            self._levels.append(level)

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the tree as it was when it had `size` leaves; now by default."""
        return self._hash(0, self._known(size))

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the audit path of a leaf (RFC 6962, 2.1.1): the nodes that lead from it to the root."""
        size = self._known(size)
        if not 0 <= index < size:
            raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
        path, first, last = [], 0, size
        while last - first > 1:
            middle = first + _split(last - first)
            if index < middle:
                path.append(self._hash(middle, last))
                last = middle
            else:
                path.append(self._hash(first, middle))
                first = middle
        return path[::-1]

    def consistency(self, before: int, size: int | None = None) -> list[bytes]:
        """Return the proof that a tree of `before` leaves is the beginning of this one (RFC 6962, 2.1.2)."""
        size = self._known(size)
        if not 0 < before <= size:
            raise ValueError(f"a tree of {before} leaves is not the beginning of one of {size}")
        path, first, last, whole = [], 0, size, True
        while before != last:
            middle = first + _split(last - first)
            if before <= middle:
                path.append(self._hash(middle, last))
                last = middle
            else:
                path.append(self._hash(first, middle))
                first, whole = middle, False
        if not whole:
            path.append(self._hash(first, last))
        return path[::-1]

    def _known(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ValueError(f"a tree of {size} leaves was asked of one of {self.size}")
        return size

    def _hash(self, first: int, last: int) -> bytes:
        """Return the root over the leaves from `first` to before `last`, where a subtree begins."""
        width = last - first
        if not width:
            return EMPTY
        if width & (width - 1) == 0:
            height = width.bit_length() - 1
            return self._levels[height][first >> height]
        middle = first + _split(width)
        return node_hash(self._hash(first, middle), self._hash(middle, last))


def _split(width: int) -> int:
    """Return the largest power of two below a number above one."""
    return 1 << ((width - 1).bit_length() - 1)
