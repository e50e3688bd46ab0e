"""A need as people write it: YAML or JSON text → plain values → Need.

The text comes from strangers. It is read without aliases, tags or repeated keys, to a limited size and depth, and by
the rules of YAML 1.2, so that ``no`` stays a word and ``0:53`` does not become 53.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from translators.errors import InvalidNeed, QuantityError, TranslationError

#: The largest need files; a shape may be larger when it lies beside the need, as GeoJSON.
LARGEST_YAML_BYTES = 1_000_000
LARGEST_JSON_BYTES = 6_000_000
_DEEPEST = 40

KEYS = {
    "a need": ("statement", "language", "decision", "region", "time", "scenarios", "datasets", "metric"),
    "decision": ("text", "by"),
    "time": ("season", "baseline", "horizons"),
    "metric": ("index", "parameters"),
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe loader with the scalars of YAML 1.2 and without repeated keys."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012 (PyYAML fills it per class)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping; a key that is written twice is refused."""
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((k for k in keys if keys.count(k) > 1), None) if len(keys) < 1000 else keys[0]
        if twice is not None:
            raise InvalidNeed(
                f"The need file writes the key {twice!r} twice in one place, so it is not clear which one counts. "
                f"Keep one of them.",
                about="need",
            )
        return super().construct_mapping(node, deep=deep)


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]{1,30}", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
     "-+0123456789."),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
):  # fmt: skip
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def read_need_file(path: Path) -> dict[str, Any]:
    """Return the plain values of a need file.

    Parameters
    ----------
    path : Path
        YAML, or JSON where the text starts with a brace.

    Raises
    ------
    InvalidNeed
        If the file is absent, too large, not UTF-8, not YAML, or not a mapping.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_JSON_BYTES + 1)
    except OSError as err:
        raise InvalidNeed(
            f"The need file {path.name!r} was asked for, but it cannot be opened ({_reason(err)}). Check its name and "
            f"folder.",
            about="need",
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidNeed(
            f"The need file {path.name!r} is not text in UTF-8, so its words cannot be kept as they are. Save it as "
            f"UTF-8.",
            about="need",
        ) from None
    return read_need_text(text)


def read_need_text(text: str) -> dict[str, Any]:
    """Return the plain values of a need written as YAML or JSON.

    Raises
    ------
    InvalidNeed
        As `read_need_file`.
    """
    is_json = text.lstrip()[:1] == "{"
    limit = LARGEST_JSON_BYTES if is_json else LARGEST_YAML_BYTES
    if len(text) > limit:
        raise InvalidNeed(
            f"The need file is larger than the {limit / 1e6:g} MB that a need may have. Put a large shape into a "
            f"GeoJSON file beside it and name that file: region: {{geojson: area.geojson}}.",
            about="need",
        )
    value = _read_json(text) if is_json else None
    if value is None:
        value = _read_yaml(text)
    if not isinstance(value, dict):
        raise InvalidNeed(
            "The need file holds no keys such as statement: and region:, so nothing is asked. Start it with a line "
            "such as statement: Will there be more days too hot for my cows?",
            about="need",
        )
    return value


def _read_json(text: str) -> Any:
    """Return the value of JSON text, or None where it is YAML with braces."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        if len(text) > LARGEST_YAML_BYTES:
            raise InvalidNeed(
                "The need is neither valid JSON nor a YAML file of less than 1 MB, so it cannot be read. Check it with "
                "a JSON checker.",
                about="need",
            ) from None
        return None


def _read_yaml(text: str) -> Any:
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):  # events come one by one: nothing is built or expanded yet
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise InvalidNeed(
                    "The need file uses YAML anchors or aliases (& and *), which can unfold into a file of any size, "
                    "so they are not read. Write each value where it is needed.",
                    about="need",
                )
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise InvalidNeed(
                    f"The need file nests values more than {_DEEPEST} deep, which no need does. Check its brackets.",
                    about="need",
                )
        return yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as err:
        if isinstance(err, TranslationError):
            raise
        mark = getattr(err, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        problem = str(getattr(err, "problem", None) or "it is not YAML").splitlines()[0][:120]
        raise InvalidNeed(
            f"The need file cannot be read{where}: {problem}. Check that line: text with a colon or a hash needs "
            f"quotes, and lines that belong together are indented alike.",
            about="need",
        ) from None


def check_keys(value: Any, part: str, about: str) -> Mapping[str, Any]:
    """Return a mapping whose keys are all known for this part of a need.

    Raises
    ------
    InvalidNeed
        If it is no mapping, or has a key that `KEYS` does not name.
    """
    known = KEYS[part]
    if not isinstance(value, Mapping):
        raise InvalidNeed(
            f"The part {part!r} of the need was given as {short(value)}, but it has the keys {', '.join(known)}. Write "
            f"for example {part}: {{{known[0]}: …}}.",
            about=about,
        )
    for key in value:
        if key not in known:
            near = difflib.get_close_matches(str(key)[:50], known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise InvalidNeed(
                f"The key {short(key)} was given in {part}, where it is not known, so what it asks would be left out."
                f"{hint} Known keys: {', '.join(known)}.",
                about=about,
                options=tuple(near) or known,
            )
    return value


def text_of(value: Any, what: str, about: str, longest: int = 4000) -> str:
    """Return a text that can be kept: a string without control characters, not empty, not too long.

    Raises
    ------
    InvalidNeed
    """
    if not isinstance(value, str):
        raise InvalidNeed(
            f"The {what} was given as {short(value)}, but words are needed there. Put it into quotes if it is meant as "
            f"text.",
            about=about,
        )
    if _UNSAFE.search(value):
        raise InvalidNeed(
            f"The {what} holds control characters that cannot be printed on a product. Type it again as plain text.",
            about=about,
        )
    if not value.strip():
        raise InvalidNeed(f"The {what} was given without any words. Say it, or leave its line out.", about=about)
    if len(value) > longest:
        raise InvalidNeed(
            f"The {what} has {len(value)} characters, more than the {longest} that fit on a product. Say it shorter.",
            about=about,
        )
    return value


def names_of(value: Any, what: str, about: str) -> tuple[str, ...]:
    """Return a list of names, such as ``[ssp245, ssp585]``, each once.

    Raises
    ------
    InvalidNeed
    """
    if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= 100:
        raise InvalidNeed(
            f"The {what} were given as {short(value)}, but a list of names is needed. Write [{short_name(value)}], or "
            f"leave the line out to take all that fit.",
            about=about,
        )
    names = tuple(text_of(v, f"name in {what}", about, longest=200).strip() for v in value)
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice is not None:
        raise InvalidNeed(f"The {what} name {twice!r} twice. Keep it once.", about=about)
    return names


def language_of(value: Any) -> str:
    """Return a BCP 47 language tag.

    Raises
    ------
    InvalidNeed
    """
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise InvalidNeed(
            f"The language was given as {short(value)}, which is no language tag, so the words could be taken for "
            f"another tongue's. Write for example en, fr or sw (BCP 47).",
            about="language",
        )
    return value


def date_of(value: Any) -> dt.date:
    """Return a day written as 2027-09-30.

    Raises
    ------
    InvalidNeed
    """
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            raise ValueError
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidNeed(
            f"The day of the decision was given as {short(value)}, which is no day of the calendar. Write year, month "
            f"and day, such as 2027-09-30.",
            about="decision",
        ) from None


def quantities_of(value: Any) -> dict[str, str]:
    """Return parameters by name, each as the text that was written (a bare number only where it counts days).

    Raises
    ------
    InvalidNeed, QuantityError
    """
    if not isinstance(value, Mapping):
        raise InvalidNeed(
            f"The parameters were given as {short(value)}, but names with quantities are needed. Write for example "
            f"parameters: {{thresh: 30 degC}}.",
            about="metric",
        )
    found = {}
    for name, quantity in value.items():
        name = text_of(name, "name of a parameter", "metric", longest=50)
        if name == "window" and isinstance(quantity, int) and not isinstance(quantity, bool):
            quantity = f"{quantity} days"
        if not isinstance(quantity, str):
            raise QuantityError(
                f"The parameter {name!r} was given as {short(quantity)}, without a unit, and a guess of the unit would "
                f"change the result. Write it with its unit, such as 30 degC or 1 mm/day.",
                about=name,
            )
        found[name] = text_of(quantity, f"parameter {name!r}", name, longest=80)
    return found


def each_of(value: Any, what: str, about: str, read: Callable[[Any], Any], example: str) -> tuple[Any, ...]:
    """Return the items of a list, each read by a function, each once.

    Raises
    ------
    InvalidNeed
    """
    if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= 20 or not _are_lists(value):
        raise InvalidNeed(
            f"The {what} were given as {short(value)}, but a list of one to twenty is needed. Write {example}.",
            about=about,
        )
    items = tuple(read(v) for v in value)
    twice = next((i for i in items if items.count(i) > 1), None)
    if twice is not None:
        raise InvalidNeed(f"The {what} name {twice} twice. Keep it once.", about=about)
    return items


def _are_lists(values: Iterable[Any]) -> bool:
    return all(isinstance(v, (list, tuple)) for v in values)


def short(value: Any) -> str:
    """Return a value as an error sentence shows it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    text = repr(value) if not isinstance(value, (dict, list, tuple)) or len(value) <= 20 else f"{type(value).__name__}"
    return text if len(text) <= 80 else text[:79] + "…"


def short_name(value: Any) -> str:
    """Return a name for the example of a list."""
    return value[:40] if isinstance(value, str) and value.strip() else "ssp245"


def _reason(err: OSError) -> str:
    return (err.strerror or type(err).__name__).lower()
