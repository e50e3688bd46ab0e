"""Every text that the pages say, by name, in the language of the session. The texts are in `translators.locales`."""

from __future__ import annotations

from broker.ui.language import current
from translators.locales import table, text
from translators.said import told


def say(name: str, /, **values: object) -> str:
    """Return the text of this name with its values filled in; the values are not escaped here."""
    language = current()
    return text(f"ui.{name}", language, **{key: told(value, language) for key, value in values.items()})


def is_known(name: str) -> bool:
    """Whether there is a text of this name, where names are made from what data hold."""
    return name in table("ui")
