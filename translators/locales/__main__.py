"""Renews the catalogues of the languages from the English tables: ``python -m translators.locales [LANGUAGE]…``."""

from __future__ import annotations

import argparse
import sys

from translators.locales import ENGLISH, languages
from translators.locales.catalogues import renew


def main(arguments: list[str] | None = None) -> int:
    """Renew the catalogues named, or all; print how far each is; return 1 where a translation cannot be said."""
    parser = argparse.ArgumentParser(prog="python -m translators.locales", description=__doc__)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="such as fr; all that there are, if none")
    named = parser.parse_args(arguments).languages
    states = [renew(language) for language in named or languages() if language != ENGLISH]
    for state in states:
        print(state)
    return int(any(state.wrong for state in states))


if __name__ == "__main__":
    sys.exit(main())
