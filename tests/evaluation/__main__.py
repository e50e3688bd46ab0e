"""Score `ask` on the evaluation set: ``python -m tests.evaluation [--set FILE] [--misses] [--language CODE]``.

Each sentence is read without saying its language, on 21 November 2026. For each language and field: hits of those
expected. The overall share counts every field but the detected language, which stands in a row of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.evaluation.scoring import FIELDS, score
from tests.evaluation.sentences import LANGUAGES, Said, public_set, read_set
from translators.ask import ask

TODAY = dt.date(2026, 11, 21)


@dataclass
class Scores:
    """Hits and totals by (language, field), the time of each sentence in ms, and what was missed."""

    hits: Counter[tuple[str, str]] = field(default_factory=Counter)
    totals: Counter[tuple[str, str]] = field(default_factory=Counter)
    ms: list[float] = field(default_factory=list)
    misses: list[tuple[Said, dict[str, Any], list[str]]] = field(default_factory=list)

    def share(self, language: str | None = None) -> float:
        """Return the share of hits over all fields but the detected language, in % (100 where nothing was expected)."""
        cells = [c for c in self.totals if c[1] != "language" and language in (None, c[0])]
        total = sum(self.totals[c] for c in cells)
        return 100 * sum(self.hits[c] for c in cells) / total if total else 100.0


def read(text: str) -> dict[str, Any]:
    """Return the JSON of one reading."""
    return ask(text, today=lambda: TODAY).to_json()


def evaluate(sentences: Iterable[Said]) -> Scores:
    """Read and score every sentence; the first of each language is read before, because it loads tables."""
    scores, sentences = Scores(), list(sentences)
    for first in {said.language: said.text for said in reversed(sentences)}.values():
        read(first)
    for said in sentences:
        start = time.perf_counter()
        reading = read(said.text)
        scores.ms.append(1000 * (time.perf_counter() - start))
        found = score(said, reading)
        for name, hit in found.items():
            scores.totals[said.language, name] += 1
            scores.hits[said.language, name] += hit
        missed = [name for name, hit in found.items() if not hit]
        if missed:
            scores.misses.append((said, reading, missed))
    return scores


def table(scores: Scores) -> str:
    """Return the scores as a table of languages by fields."""
    languages = [code for code in LANGUAGES if any(c[0] == code for c in scores.totals)]
    lines = ["field".ljust(15) + "".join(code.rjust(9) for code in languages) + "all".rjust(10) + "%".rjust(7)]
    for name in FIELDS:
        cells = [(scores.hits[code, name], scores.totals[code, name]) for code in languages]
        hits, total = sum(h for h, _ in cells), sum(t for _, t in cells)
        percent = f"{100 * hits / total:.1f}" if total else "–"
        row = "".join((f"{h}/{t}" if t else "–").rjust(9) for h, t in cells)
        lines.append(f"{name:15}{row}{f'{hits}/{total}':>10}{percent:>7}")
    shares = "".join(f"{scores.share(code):9.1f}" for code in languages)
    lines.append(f"{'% of fields':15}{shares}{'':10}{scores.share():7.1f}")
    p95 = statistics.quantiles(scores.ms, n=20)[-1] if len(scores.ms) > 1 else scores.ms[0]
    whole = len(scores.ms) - len(scores.misses)
    lines.append(
        f"{len(scores.ms)} sentences, {whole} without a miss; "
        f"{statistics.median(scores.ms):.0f} ms a sentence (p50), {p95:.0f} ms (p95)"
    )
    return "\n".join(lines)


def told(said: Said, reading: dict[str, Any], missed: list[str]) -> str:
    """Return one miss: the sentence, what was expected, and what was read."""
    best = {k: v for k, v in (reading["proposals"] or [{}])[0].items() if k not in ("reasons", "confidence")}
    return (
        f"\n{said.id} {said.need} missed {', '.join(missed)}: {said.text}\n  expected {said.expect}\n"
        f"  read     {best or 'nothing'}; others {[p['index'] for p in reading['proposals'][1:]]}; "
        f"asks {[q['about'] for q in reading['questions']]}; unservable {(reading['unservable'] or {}).get('axis')}; "
        f"language {reading['language']}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the scores, and each miss where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__.splitlines()[0])
    parser.add_argument("--set", type=Path, metavar="FILE", help="another set of the same form")
    parser.add_argument("--misses", action="store_true", help="print each sentence of which something was missed")
    parser.add_argument("--language", choices=LANGUAGES, help="only sentences of this language")
    chosen = parser.parse_args(arguments)
    sentences = read_set(chosen.set) if chosen.set else public_set()
    scores = evaluate([s for s in sentences if chosen.language in (None, s.language)])
    if chosen.misses:
        print("\n".join(told(*miss) for miss in scores.misses), end="\n\n")
    print(table(scores))
    return 0


if __name__ == "__main__":
    sys.exit(main())
