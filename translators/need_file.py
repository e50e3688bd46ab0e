"""A need as people write it: YAML or JSON text → plain values → Need.

The text comes from strangers. It is read without aliases, tags or repeated keys, to a limited size and depth, and by
the rules of YAML 1.2, so that ``no`` stays a word and ``0:53`` does not become 53.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from translators.beside import read_up_to, reason_of
from translators.errors import InvalidNeed, TranslationError

#: The largest need files; a shape may be larger when it lies beside the need, as GeoJSON.
LARGEST_YAML_BYTES = 500_000
LARGEST_JSON_BYTES = 6_000_000
_DEEPEST = 40
_MOST_VALUES = 60_000


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe loader with the scalars of YAML 1.2 and without repeated keys."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012 (PyYAML fills it per class)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping; a key that is written twice is refused."""
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((k for k, times in Counter(keys).items() if times > 1), None)
        if twice is not None:
            raise InvalidNeed(
                f"The file writes the key {twice!r} twice in one place, so it is not clear which one counts. "
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


def read_need_file(path: Path, what: str = "need file") -> dict[str, Any]:
    """Return the plain values of a need file, or of another form of this size.

    Parameters
    ----------
    path : Path
        YAML, or JSON where the text starts with a brace.
    what : str
        What the refusals call it.

    Raises
    ------
    InvalidNeed
        If the file is absent, too large, not UTF-8, not YAML, or not a mapping.
    """
    try:
        raw = read_up_to(path, LARGEST_JSON_BYTES)
    except OSError as err:
        raise InvalidNeed(
            f"The {what} {path.name!r} was asked for, but it cannot be opened ({reason_of(err)}). Check its name "
            f"and folder.",
            about="need",
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidNeed(
            f"The {what} {path.name!r} is not text in UTF-8, so its words cannot be kept as they are. Save it as "
            f"UTF-8.",
            about="need",
        ) from None
    return read_need_text(text, what)


def read_need_text(text: str, what: str = "need file") -> dict[str, Any]:
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
            f"The {what} is larger than the {limit / 1e6:g} MB that a need may have. Put a large shape into a "
            f"GeoJSON file beside it and name that file: region: {{geojson: area.geojson}}.",
            about="need",
        )
    value = _read_json(text, what) if is_json else None
    if value is None:
        value = _read_yaml(text, what)
    if not isinstance(value, dict):
        raise InvalidNeed(
            f"The {what} holds no keys, so nothing is said in it. Start it with lines such as statement: Will there be "
            f"more days too hot for my cows?",
            about="need",
        )
    return value


def _read_json(text: str, what: str) -> Any:
    """Return the value of JSON text, or None where it is YAML with braces."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        if len(text) > LARGEST_YAML_BYTES:
            raise InvalidNeed(
                f"The {what} is neither valid JSON nor a YAML file of less than 0.5 MB, so it cannot be read. Check it "
                "with a JSON checker.",
                about="need",
            ) from None
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a mapping; a repeated key makes the text no JSON for us, and the YAML reader says so."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("repeated key")
    return found


def _read_yaml(text: str, what: str) -> Any:
    try:
        depth = 0
        for values, event in enumerate(
            yaml.parse(text, Loader=_Loader)
        ):  # events come one by one: nothing is built or expanded yet
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise InvalidNeed(
                    f"The {what} uses YAML anchors or aliases (& and *), which can unfold into a file of any size, "
                    "so they are not read. Write each value where it is needed.",
                    about="need",
                )
            if values > _MOST_VALUES:
                raise InvalidNeed(
                    f"The {what} holds more than {_MOST_VALUES} values, more than any need in YAML. Put a large "
                    f"shape into a GeoJSON file beside it and name that file: region: {{geojson: area.geojson}}.",
                    about="need",
                )
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise InvalidNeed(
                    f"The {what} nests values more than {_DEEPEST} deep, which no need does. Check its brackets.",
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
            f"The {what} cannot be read{where}: {problem}. Check that line: text with a colon or a hash needs "
            f"quotes, and lines that belong together are indented alike.",
            about="need",
        ) from None
