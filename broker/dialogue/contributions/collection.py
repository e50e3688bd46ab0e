"""All that was said in a dialogue, in its order, and how to find one thing in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from broker.dialogue.contributions.values import Contribution


@dataclass(frozen=True)
class Contributions:
    """What was said in a dialogue, oldest first."""

    said: tuple[Contribution, ...] = ()

    def __iter__(self) -> Iterator[Contribution]:
        return iter(self.said)

    def __len__(self) -> int:
        return len(self.said)

    def with_one(self, more: Contribution) -> Contributions:
        """Return these and one more."""
        return replace(self, said=(*self.said, more))

    def of(self, *kinds: str) -> tuple[Contribution, ...]:
        """Return those of some kinds of event, oldest first."""
        return tuple(c for c in self.said if c.kind in kinds)

    def find(self, name: str) -> Contribution | None:
        """Return the contribution of this id, ``e7``."""
        return next((c for c in self.said if c.id == name), None)

    def naming(self, field: str, name: str) -> tuple[Contribution, ...]:
        """Return those that name a contribution in a field of references, oldest first."""
        return tuple(c for c in self.said if name in _named(c, field))

    def in_round(self, number: int) -> tuple[Contribution, ...]:
        """Return what was said in a round."""
        return tuple(c for c in self.said if c.round == number)

    def without(self, ids: Iterable[str]) -> Contributions:
        """Return these without some."""
        hidden = set(ids)
        return replace(self, said=tuple(c for c in self.said if c.id not in hidden))

    def with_other(self, instead: Mapping[str, Contribution]) -> Contributions:
        """Return these with others in the places of some, by id."""
        return replace(self, said=tuple(instead.get(c.id, c) for c in self.said)) if instead else self


def _named(one: Contribution, field: str) -> tuple[str, ...]:
    value = one.data.get(field, ())
    return (value,) if isinstance(value, str) else tuple(value)
