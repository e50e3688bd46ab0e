"""Every text that the pages say, by name, in the language of the session. The texts are in `translators.locales`."""

from __future__ import annotations

from broker.ui.language import current
from translators.locales import table, text


def say(name: str, /, **values: object) -> str:
    """Return the text of this name with its values filled in; the values are not escaped here."""
    return text(f"ui.{name}", current(), **values)


def is_known(name: str) -> bool:
    """Whether there is a text of this name, where names are made from what data hold."""
    return name in table("ui")
