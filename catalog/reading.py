"""From the paths that a producer names to simulations: the one module that opens foreign files.

``understand(paths, facets)`` looks at every file in a contained process, gives it meaning, joins what belongs together,
and returns an `Understood` with all that was found. It raises nothing about data: findings say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from catalog.addresses import is_address, shown
from catalog.checks import finding
from catalog.containment import FileRefused
from catalog.conventions import Piece, understand_file
from catalog.coverage import coverage_findings
from catalog.declared import essentials_findings
from catalog.described import DescribedFile
from catalog.errors import Unreadable
from catalog.inputs import find_files
from catalog.joining import join
from catalog.opening import Opener
from catalog.profiles import ANONYMOUS, Profile
from catalog.provenance import describe, restriction
from catalog.record import Facets, Finding, Report
from catalog.scanning import Scan
from catalog.series import TableRefused
from catalog.synthetic import synthetic_words
from catalog.telling import tell_once
from catalog.understood import FoundSimulation, Understood

Progress = Callable[[str, int, int], None]

#: The share of a check's time that the first look at the files takes.
LOOKING_SHARE = 0.2


def understand(
    paths: Sequence[str | Path], facets: Facets, progress: Progress | None = None, profile: Profile = ANONYMOUS
) -> Understood:
    """Return what the files hold: simulations whose values can be read, and the findings on the way.

    Parameters
    ----------
    paths : sequence of str or Path
        NetCDF files, Zarr folders or zip archives of them, folders, patterns such as ``data/*.nc``, addresses of
        files (``https://``, ``s3://``); tables of points, where `facets` says where they lie.
    facets : Facets
        What the producer says; it overrides the files, and each such case is a finding.
    progress : callable, optional
        Called with ``(what, done, of)``.
    profile : Profile
        How ``s3://`` addresses are reached.

    Returns
    -------
    Understood
        To be closed, or used as a context.
    """
    addresses = [str(named) for named in paths if is_address(named)]
    files, findings = (
        find_files([p for p in paths if not is_address(p)]) if len(addresses) < len(paths) or not paths else ([], [])
    )
    opener = Opener(facets, profile=profile)
    for number, url in enumerate(addresses):
        if progress is not None:
            progress(f"Fetching {shown(url)}", number, len(addresses))
        try:
            fetched, notes = opener.fetch(url, progress)
        except FileRefused as refused:
            findings.append(finding(refused.code, f"{shown(url)} was not fetched: {refused}.", file=shown(url)))
            continue
        files += fetched
        findings += notes
    pieces: list[Piece] = []
    readable: list[DescribedFile] = []
    for number, path in enumerate(files):
        if progress is not None:
            progress(f"Looking at {path.name}", number, len(files))
        try:
            file, about = opener.open(path)
        except FileRefused as refused:
            findings.append(_unreadable(path, refused))
            continue
        except TableRefused as refused:
            findings.append(refused.found)
            continue
        readable.append(file)
        findings += about
        found, about = _understand_file(file, facets)
        pieces += found
        findings += about
    try:
        simulations, about = join(pieces, facets.accept)
    except Unreadable as err:
        simulations, about = [], list(err.findings)
    findings += about + coverage_findings(simulations)
    kind, adjustment, about = _dataset_findings(simulations, pieces, readable, facets)
    findings += about + _made_up(simulations, readable, facets)
    texts = describe(readable, facets)
    told = tell_once(findings, [s.simulation.key for s in simulations])
    return Understood(
        tuple(simulations), told, tuple(f.source for f in readable),
        texts["title"], texts["producer"], texts["licence"], texts["citation"], kind, adjustment, opener.close,
    )  # fmt: skip


def check(
    paths: Sequence[str | Path],
    facets: Facets,
    progress: Callable[[str, float], None] | None = None,
    profile: Profile = ANONYMOUS,
) -> Report:
    """Return the quality report of files, their values included; nothing is stored.

    `progress` is called with what is being done, and the share of the whole that is done: by files while they are
    looked at, then by the bytes of their values. `profile` is how ``s3://`` addresses are reached.
    """

    def say(what: str, share: float) -> None:
        if progress is not None:
            progress(what, share)

    def looking(what: str, done: int, of: int) -> None:
        say(what, LOOKING_SHARE * done / max(1, of))

    with understand(paths, facets, looking, profile) as understood:
        more: list[Finding] = []
        size, read = sum(found.bytes for found in understood.simulations), 0
        for found in understood.simulations:
            what = f"Checking {' '.join(part for part in found.simulation.key if part)}"

            def checked(share: float, what: str = what, read: int = read, of: int = found.bytes) -> None:
                say(what, LOOKING_SHARE + (1 - LOOKING_SHARE) * (read + share * of) / max(1, size))

            more += scan_findings(found, checked)
            read += found.bytes
        return understood.report(facets, tuple(more))


def scan_findings(found: FoundSimulation, checked: Callable[[float], None] | None = None) -> tuple[Finding, ...]:
    """Return the findings about all values of a simulation; a file that cannot be read to its end is one of them.

    `checked` is called with the share of the steps that were read.
    """
    scan = Scan(found)
    try:
        for block in found.blocks():
            scan.update(block)
            if checked is not None:
                checked(block.stop / found.steps)
    except Unreadable as err:
        return err.findings
    return scan.findings()


def _unreadable(path: Path, refused: FileRefused) -> Finding:
    return finding(refused.code, f"{path.name} cannot be read: {refused}.", file=path.name)


def _understand_file(file: DescribedFile, facets: Facets) -> tuple[list[Piece], list[Finding]]:
    try:
        pieces, findings = understand_file(file, facets)
    except FileRefused as refused:
        return [], [_unreadable(file.source.path, refused)]
    return [replace(p, rows=_told(p)) for p in pieces], findings


def _told(piece: Piece) -> Callable[[int, int], np.ndarray]:
    """Return a reader whose refusals, which come later, are those of the catalog."""

    def rows(first: int, after: int) -> np.ndarray:
        try:
            return piece.rows(first, after)
        except FileRefused as refused:
            found = _unreadable(piece.source.path, refused)
            error = Unreadable(f"{found.message} {found.fix}", findings=(found,))
            error.code = found.code
            raise error from refused

    return rows


def _made_up(simulations: Sequence[FoundSimulation], files: Sequence[DescribedFile], facets: Facets) -> list[Finding]:
    """Return the finding that the weather is made up, where the option or a file says so."""
    said = next(((file.name, words) for file in files if (words := synthetic_words(file))), None)
    if said is None and not (simulations and facets.synthetic):
        return []
    if said is None:
        return [finding("synthetic", "The option --synthetic says that these data are made up.")]
    name, words = said
    return [finding("synthetic", f"{name} says of itself: {words!r}.", file=name)]


def _dataset_findings(
    simulations: Sequence[FoundSimulation], pieces: Sequence[Piece], files: Sequence[DescribedFile], facets: Facets
) -> tuple[str, str, list[Finding]]:
    findings: list[Finding] = []
    kinds = Counter(p.run.kind for p in pieces)
    kind = facets.kind or (kinds.most_common(1)[0][0] if kinds else "")
    models: dict[str, list[str]] = {}
    for piece in pieces:
        if piece.run.kind == "projection" and piece.run.model not in models.get(piece.run.adjustment, []):
            models.setdefault(piece.run.adjustment, []).append(piece.run.model)
    unadjusted = [m for a in ("raw", "unknown") for m in models.get(a, [])]
    if unadjusted and simulations:
        how = "are raw model output" if set(models) <= {"raw", "adjusted"} else "do not say that they were adjusted"
        message = f"The files of {', '.join(unadjusted)} {how}."
        findings.append(finding("not-bias-adjusted", message, models=tuple(unadjusted)))
    if "adjusted" in models and len(models) > 1:
        message = f"{', '.join(models['adjusted'])} adjusted, {', '.join(unadjusted)} not."
        findings.append(finding("adjustment-mixed", message))
    adjustment = next(iter(models)) if len(models) == 1 else "unknown"
    if files and simulations:
        texts = describe(list(files), facets)
        restricted = [f for f in files if restriction(f)] if not facets.licence else []
        if restricted:
            message = f"{restricted[0].name} says: {restriction(restricted[0])[:200]!r}."
            findings.append(finding("redistribution-restricted", message, file=restricted[0].name))
        elif not texts["licence"]:
            findings.append(finding("licence-missing", "No option and no file names a licence."))
        findings += essentials_findings(files, facets.title, facets.producer)
        if not texts["citation"]:
            findings.append(finding("citation-missing", "No option and no file names a citation."))
    return kind, adjustment, findings
