"""Renews the catalogues of the languages from the English tables: ``python -m translators.locales [LANGUAGE]…``.

``--todo`` prints what a language lacks as a table, ``"key" = "English"``; ``--take FILE`` reads such a table, with
translations in place of the English, into its catalogue.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path

from translators.locales import ENGLISH, catalogued
from translators.locales.catalogues import renew, take, unsaid


def main(arguments: list[str] | None = None) -> int:
    """Renew the catalogues named, or all; print how far each is; return 1 where a translation cannot be said."""
    parser = argparse.ArgumentParser(prog="python -m translators.locales", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="such as fr; all that there are, if none")
    parser.add_argument("--todo", action="store_true", help="print what is missing or fuzzy, and change nothing")
    parser.add_argument("--take", metavar="FILE", type=Path, help="take translations from a table (one language)")
    options = parser.parse_args(arguments)
    named = [language for language in options.languages or catalogued() if language != ENGLISH]
    if options.take and len(named) != 1:
        parser.error("--take needs the one language that the table is in")
    if options.todo:
        for key, text in (entry for language in named for entry in unsaid(language).items()):
            print(f"{json.dumps(key)} = {json.dumps(text, ensure_ascii=False)}")
        return 0
    if options.take:
        take(named[0], tomllib.loads(options.take.read_text(encoding="utf-8")))
    states = [renew(language) for language in named]
    for state in states:
        print(state)
    return int(any(state.wrong for state in states))


if __name__ == "__main__":
    sys.exit(main())
