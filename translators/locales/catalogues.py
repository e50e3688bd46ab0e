"""The gettext catalogues of the languages: read, renewed from the English tables, and counted. Needs Babel."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from translators.locales import FOLDER, REVIEW, keys

#: Longer than any text: one text, one line.
_WIDTH = 10_000


_HEADER_END = re.compile(rb'("Generated-By: [^\n]*\n)')


@dataclass(frozen=True)
class State:
    """How far a language is.

    Attributes
    ----------
    language : str
    translated, fuzzy, missing : int
        Texts that are said in the language; those whose English has changed since; those without a word of it.
    wrong : tuple of str
        Keys of translations that cannot be said, with what is wrong with each.
    """

    language: str
    translated: int
    fuzzy: int
    missing: int
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = f"{self.language}: {self.translated} translated, {self.fuzzy} fuzzy, {self.missing} missing"
        return "\n".join([counts, *(f"  {line}" for line in self.wrong)])


def read(language: str) -> Catalog:
    """Return the catalogue of a language as its file holds it; an empty one where there is no file."""
    path = FOLDER / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renew(language: str) -> State:
    """Write the catalogue of a language anew from the English tables; return how far it is.

    Translations are kept by key. One whose English text has changed is marked fuzzy, with the older English beside it;
    one whose key is gone is dropped. A catalogue that does not change is not written.
    """
    before = read(language)
    after = renewed(before, keys(), language)
    path = FOLDER / f"{language}.po"
    written = _written(after, _review(path))
    if not path.is_file() or path.read_bytes() != written:
        _replace(path, written)
    return state(after, language)


def unsaid(language: str) -> dict[str, str]:
    """Return the English texts that a language lacks, or has for an older English text, by key."""
    said = {m.context for m in renewed(read(language), keys(), language) if m.string and not m.fuzzy}
    return {key: text for key, text in keys().items() if key not in said}


def take(language: str, said: Mapping[str, str]) -> None:
    """Write translations into a catalogue, by key.

    Raises
    ------
    KeyError
        If a key is of no English text.
    """
    english = keys()
    catalogue = renewed(read(language), english, language)
    for key, translation in said.items():
        catalogue.delete(english[key], context=key)
        catalogue.add(english[key], string=translation, context=key)
    ordered = renewed(catalogue, english, language)
    path = FOLDER / f"{language}.po"
    _replace(path, _written(ordered, _review(path)))


def _replace(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that a reader never meets half of it."""
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    staged.write_bytes(content)
    staged.replace(path)


def _review(path: Path) -> str:
    """Return who has read a catalogue, as its header says."""
    found = REVIEW.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    return found["by"].strip() if found else "none"


def renewed(before: Catalog, english: Mapping[str, str], language: str) -> Catalog:
    """Return a catalogue that holds exactly the English texts, with the translations of another."""
    old = {message.context: message for message in before if message.id and message.context}
    headers = dict(before.mime_headers)
    after = Catalog(
        locale=language,
        project="climate-knowledge-broker",
        version="1",
        copyright_holder="the authors of the climate knowledge broker",
        msgid_bugs_address="",
        last_translator=headers.get("Last-Translator", ""),
        language_team=language,
        creation_date=before.creation_date,
        revision_date=before.revision_date,
        fuzzy=False,
        header_comment=f"# The broker in {language}. Fill in msgstr; run `python -m translators.locales` to check.",
    )
    for key, text in english.items():
        known = old.get(key)
        is_changed = known is not None and bool(known.string) and (known.id != text or known.fuzzy)
        older = (known.previous_id or [known.id]) if known is not None and is_changed else ()
        after.add(
            text,
            string=known.string if known is not None else "",
            flags={"fuzzy"} if is_changed else set(),
            previous_id=older,
            user_comments=known.user_comments if known is not None else (),
            context=key,
        )
    return after


def state(catalogue: Catalog, language: str) -> State:
    """Return how far a catalogue is."""
    messages = [message for message in catalogue if message.id]
    said = [message for message in messages if message.string]
    fuzzy = sum(message.fuzzy for message in said)
    wrong = tuple(f"{m.context}: {fault}" for m in said if not m.fuzzy for fault in faults(m))
    return State(language, len(said) - fuzzy, fuzzy, len(messages) - len(said), wrong)


def faults(message: Message) -> list[str]:
    """Return why a translation cannot be said in place of its English; nothing where it can."""
    english, said = str(message.id), str(message.string)
    if not said.strip():
        return ["is empty"]
    try:
        wanted, given = fields(english), fields(said)
    except ValueError as error:
        return [f"holds a brace that is not closed ({error})"]
    found = [f"lacks {{{name}}}" for name in sorted(wanted - given)]
    found += [f"has {{{name}}}, which its English has not" for name in sorted(given - wanted)]
    for part, name in ((0, "beginning"), (-1, "end")):
        if english[part].isspace() != said[part].isspace():
            found.append(f"differs in the space at its {name}")
    return found


def fields(template: str) -> set[str]:
    """Return the names of the facts of a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _spoken(catalogue: Catalog) -> int:
    """Return how much of the pages and of the answers can be said, whichever is less, in per cent."""
    shares = []
    for group in ("ui.", "tell."):
        texts = [message for message in catalogue if message.id and str(message.context).startswith(group)]
        shares.append(sum(not m.fuzzy and not faults(m) for m in texts) / len(texts) if texts else 0.0)
    return int(100 * min(shares))


def _written(catalogue: Catalog, review: str) -> bytes:
    file = io.BytesIO()
    write_po(file, catalogue, width=_WIDTH, include_previous=True)
    header = f'"X-Native-Review: {review}\\n"\n"X-Spoken: {_spoken(catalogue)}\\n"\n'.encode()
    return _HEADER_END.sub(lambda found: found[1] + header, file.getvalue(), count=1)
