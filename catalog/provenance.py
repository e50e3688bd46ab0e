"""Which run a file is of, and whose: model, scenario, member, kind, adjustment, licence.

Attributes come first, then CMIP and CORDEX file names, then what the ``source`` text says of itself; an option of the
producer replaces them all and is recorded.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from catalog.archive_names import PRODUCTS
from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.record import Facets, Finding

_EXPERIMENT = (
    r"(?:historical(?:-ext)?|hist|ssp\d{3}(?:-[a-z0-9]+)?|ssp\d[-_ ]?\d\.?\d|rcp ?\d[.p]?\d|evaluation|amip|picontrol|"
    r"sres[ab][12][bt]?|a1b|a1fi|a2|b1|b2|e1|1pctco2|abrupt-?4xco2|dcpp[a-z]-[a-z]+|decadal\d{4}|"
    r"midholocene|lgm|past1000|g6sulfur|hist-[a-z]+)"
)
_EXPERIMENTS = re.compile(rf"^{_EXPERIMENT}(?:[+,]\s*{_EXPERIMENT})*$", re.IGNORECASE)
_MEMBER = re.compile(r"^(?:s\d{4}-)?r\d+i\d+p\d+(?:f\d+)?$")
_DOMAIN = re.compile(r"^[A-Z]{2,4}-\d{2}i?$")
_TABLES = {"day", "amon", "mon", "yr", "eday", "6hrlev", "lmon", "fx", "cfday", "dayz", "sem"}
_METHODS = {"bcsd", "loca", "maca"}
_VARIABLE_WORDS = re.compile(r"^[a-z]+[a-z0-9]*$")

_ADJUSTED = re.compile(
    r"bias[- _]?(adjust|correct)|bias[- _]?adj|quantile[- _](delta[- _])?mapping|\bbcsd\b|\bbccaq|\bbcca\b|"
    r"\bisimip3?basd\b|\bewembi\b|\bw5e5\b|\bcdf-?t\b|\bnex-gddp|\bmbcn\b|\bloca2?\b|\bgarrlic\b|\bclimdex-adjusted\b",
    re.IGNORECASE,
)
_PROJECTS = {"cmip3", "cmip5", "cmip6", "cmip7", "cordex", "cordex-cmip6", "cordex-core", "highresmip", "dcpp"}


@dataclass(frozen=True)
class Run:
    """Which run a file belongs to, and what kind of data it is.

    Attributes
    ----------
    model, scenario, member : str
        Empty where unknown.
    kind : str
        ``projection``, ``observation``, ``reanalysis`` or empty.
    adjustment : str
        ``raw``, ``adjusted`` or ``unknown``.
    said : (model, scenario, member)
        What the file itself says, where an option replaced it.
    """

    model: str
    scenario: str
    member: str
    kind: str
    adjustment: str
    said: tuple[str, str, str] = ("", "", "")

    @property
    def key(self) -> tuple[str, str, str]:
        """(model, scenario, member)."""
        return (self.model, self.scenario, self.member)

    def with_labels(self, labels: dict[str, str]) -> Run:
        """Return the run that the labels of a file's own dimensions (``member``, ``model``, ``scenario``) name."""
        kind = "projection" if labels.get("scenario") else self.kind
        return replace(self, **labels, kind=kind) if labels else self


#: Words that titles of several files must share to make a title of all.
_LEAST_WORDS = 3


def run_of_label(label: str, facet: str) -> dict[str, str]:
    """Return what a label along an ensemble dimension says: the facet itself, and more where it is like a file name.

    ``HadREM3-GA705-r001i1p00605`` names a model and a member; ``CanESM2_rcp85_r1i1p1`` a scenario too.
    """
    joined = re.match(r"^(.+)-(r\d+i\d+p\d+(?:f\d+)?)$", label)
    if facet == "member" and joined:
        return {"model": joined[1], "member": joined[2]}
    model, scenario, member = _by_file_name(label)
    if facet in {"member", "model"} and model and scenario:
        named = {"model": model, "scenario": _joined(scenario), "member": member}
        return {name: text for name, text in named.items() if text}
    return {facet: _joined(label) if facet == "scenario" else label}


def run_of(file: DescribedFile, variables: list[DescribedVariable], facets: Facets) -> tuple[Run, list[Finding]]:
    """Return the run that a file is of, and what was found on the way.

    Parameters
    ----------
    variables : list of DescribedVariable
        Those that will be served; some producers write the scenario there.
    """
    findings: list[Finding] = []
    name = _by_file_name(file.name)
    model, scenario, member = _model(file) or name[0], _scenario(file, variables), _member(file) or name[2]
    # A title says what a producer's template said; the file's own name knows better.
    scenario = scenario or name[1] or _scenario_of_title(file)
    adjustment = _adjustment(file)
    product_kind, product = _product(file)
    kind = facets.kind or ("projection" if scenario else product_kind)
    if not model and kind in {"projection", ""} and not facets.model:
        model = _model_of_source(file, variables)
        if model:
            message = f"{file.name} names its model only in the source text: {model!r}."
            findings.append(finding("model-from-source", message, file=file.name))
            if not kind and not scenario:
                model, findings = "", []  # a source alone does not make it a projection
    if kind in {"observation", "reanalysis"}:
        model = model or product or ("observation" if kind == "observation" else "reanalysis")
        scenario, member = "observed", ""
    found = Run(model, _joined(scenario), member, kind, adjustment)
    return _with_options(found, file, facets, findings), findings


def describe(files: list[DescribedFile], facets: Facets) -> dict[str, str]:
    """Return title, producer, licence and citation: from the options, else what the files say, of all of them together.

    A title holds the words that all files' titles share; producers, licences and citations that differ are all named.
    """

    def said(*names: str) -> list[str]:
        return list(dict.fromkeys(" ".join(text.split()) for text in (f.text(*names) for f in files) if text.strip()))

    producers = said("institution", "institute_id", "institution_id", "creator_name", "producer")
    licences = said("license", "licence", "CCCma_data_licence", "data_licence", "rights")
    citations = said("citation", "references", "reference", "doi", "further_info_url")
    return {
        "title": facets.title or _shared_words(said("title")),
        "producer": facets.producer or "; ".join(producers),
        "licence": facets.licence or "; ".join(licences),
        "citation": facets.citation or "; ".join(citations),
    }


def _shared_words(titles: list[str]) -> str:
    """Return the words at the end or the start that all titles share; the first title where they share too few."""
    if len(titles) < 2:
        return "".join(titles)
    words = [title.split() for title in titles]

    def shared(rows: list[list[str]]) -> list[str]:
        return [column[0] for column in itertools.takewhile(lambda c: len(set(c)) == 1, zip(*rows, strict=False))]

    start, end = shared(words), shared([row[::-1] for row in words])[::-1]
    best = " ".join(max(start, end, key=len)).strip(" :,-–(")
    return best[:1].upper() + best[1:] if len(best.split()) >= _LEAST_WORDS else titles[0]


def restriction(file: DescribedFile) -> str:
    """Return what a file says against passing it on, or an empty text."""
    text = file.text("redistribution", "license", "licence", "data_policy", "restrictions")
    return text if re.search(r"prohibit|internal use|not (be )?redistribut|unknown", text, re.IGNORECASE) else ""


def named_in_history(file: DescribedFile, model: str) -> str:
    """Return the joined scenario that the history's file names give this model, such as ``historical+rcp26``, or ""."""
    pattern = rf"_{re.escape(model)}_({_EXPERIMENT}\+{_EXPERIMENT})_"
    found = set(re.findall(pattern, file.text("history"), re.IGNORECASE))
    return found.pop() if len(found) == 1 else ""


def _with_options(found: Run, file: DescribedFile, facets: Facets, findings: list[Finding]) -> Run:
    changes = {}
    for facet in ("model", "scenario", "member"):
        option, said = getattr(facets, facet), getattr(found, facet)
        if option and option != said:
            changes[facet] = option
            if said:
                message = f"--{facet} {option} was given; {file.name} says {said!r}."
                findings.append(finding("option-overrides", message, file=file.name))
    if "scenario" in changes and not facets.kind:
        changes["kind"] = "observation" if changes["scenario"] == "observed" else "projection"
    return replace(found, said=found.key, **changes)


def _model(file: DescribedFile) -> str:
    own = file.text("source_id", "model_id", "cmip6_source_id", "cmip5_model_id", "gcm", "GCM")
    driving = file.text("driving_source_id", "driving_model_id", "driving_model", "driving_gcm")
    if driving and own and own != driving and not own.startswith(f"{driving}-"):
        return f"{driving} + {own}"
    return own or driving


def _scenario(file: DescribedFile, variables: list[DescribedVariable]) -> str:
    names = (
        "experiment_id",
        "driving_experiment_id",
        "driving_experiment_name",
        "scenario",
        "Model scenario",
        "experiment",
    )
    texts = [file.text(name) for name in names]
    texts += [v.text(name) for v in variables for name in ("Model scenario", "scenario", "experiment_id")]
    return next((t for t in texts if _EXPERIMENTS.match(t)), "") or next((t for t in texts[:3] if t), "")


def _member(file: DescribedFile) -> str:
    member = file.text(
        "variant_label",
        "driving_variant_label",
        "driving_model_ensemble_member",
        "ensemble_member",
        "member_id",
    )
    if not member:
        for prefix in ("", "driving_"):
            r, i, p = (file.text(f"{prefix}{n}") for n in ("realization", "initialization_method", "physics_version"))
            if r and i and p:
                member = f"r{r}i{i}p{p}"
    start = file.text("sub_experiment_id")
    return f"{start}-{member}" if re.match(r"^s\d{4}$", start) and member and not member.startswith("s") else member


def _by_file_name(name: str) -> tuple[str, str, str]:
    """Return (model, scenario, member) of a CMIP, CORDEX, ISIMIP or like file name; empty where it does not say."""
    stem = re.sub(r"(\.(nc[34]?|cdf|netcdf|h5|zarr|zip|gz))+$", "", name, flags=re.IGNORECASE)
    tokens = stem.split("_")
    if not any(_EXPERIMENTS.match(token) for token in tokens):
        tokens = re.split(r"[_.]", stem)  # LOCA2: tasmax.ACCESS-CM2.ssp245.r1i1p1f1.2015-2044
    experiments = [i for i, t in enumerate(tokens) if _EXPERIMENTS.match(t)]
    members = [i for i, t in enumerate(tokens) if _MEMBER.match(t)]
    scenario = tokens[experiments[0]] if experiments else ""
    member = tokens[members[0]] if members else ""
    model = ""
    if experiments and experiments[0] > 0:
        before = tokens[experiments[0] - 1]
        if members and members[0] < experiments[0]:  # ISIMIP: model_member_adjustment_scenario_variable_…
            model = tokens[members[0] - 1] if members[0] else ""
        elif before.casefold() in _METHODS and members and members[0] + 1 < len(tokens):
            model = tokens[members[0] + 1]  # NEX-GDDP: variable_day_BCSD_scenario_member_model_year
        elif before.casefold() not in _TABLES and not (
            experiments[0] == 1 and before.islower() and _VARIABLE_WORDS.match(before)
        ):
            model = before
        if len(tokens) > 1 and _DOMAIN.match(tokens[1]) and members and members[0] + 1 < len(tokens):
            regional = tokens[members[0] + 1]
            if members[0] + 2 < len(tokens) and not re.match(r"^v\d", tokens[members[0] + 2]):
                regional = tokens[members[0] + 2]  # CORDEX-CMIP6 names the institution first
            model = f"{model} + {regional}"
    return model, scenario, member


def _scenario_of_title(file: DescribedFile) -> str:
    match = re.search(r"prepared for CMIP\d\s+([\w.+-]+)", file.text("title"))
    word = match[1].casefold().replace(".", "") if match else ""
    return word if _EXPERIMENTS.match(word) else ""


def _model_of_source(file: DescribedFile, variables: list[DescribedVariable]) -> str:
    text = file.text("source") or next((v.text("source") for v in variables if v.text("source")), "")
    cmip = re.match(r"^([\w.+-]+)[ ,]+\(?(?:19|20)\d\d\)?", text)
    if cmip:
        return cmip[1]
    plain = re.sub(r"^data from\s+", "", " ".join(text.split()), flags=re.IGNORECASE)
    return plain if 0 < len(plain) <= 60 and re.search(r"model|ESM|GCM|CM\d", plain, re.IGNORECASE) else ""


def _product(file: DescribedFile) -> tuple[str, str]:
    words = " ".join(
        [file.text(n) for n in ("title", "dataset_title", "source", "description", "summary", "product", "comment")]
        + [name.split("_")[0] for name in file.attributes if name.casefold().startswith("e-obs")]
        + [file.name.replace("_", " ")]
    )
    for pattern, kind, product in PRODUCTS:
        if re.search(pattern, words, re.IGNORECASE):
            return kind, product
    return "", ""


def _adjustment(file: DescribedFile) -> str:
    said = " ".join(
        # Folder names in a history say where a file lay, not what was done to it.
        f"{name} {re.sub(r'[^ ]*/[^ ]*/[^ ]*', ' ', file.text(name)) if name == 'history' else file.text(name)}"
        for name in file.attributes
        if name
        in {"title", "source", "history", "product", "description", "comment", "project_id", "summary", "project"}
        or re.match(r"(bc_|bias|downscaling)", name, re.IGNORECASE)
    )
    if (
        _ADJUSTED.search(said)
        or _ADJUSTED.search(file.name.replace("_", " "))
        or any(v.endswith("Adjust") for v in file.variables)
    ):
        return "adjusted"
    project = file.text("mip_era", "project_id").casefold()
    return "raw" if project in _PROJECTS or file.text("product") in {"model-output", "output"} else "unknown"


def _joined(scenario: str) -> str:
    """Return ids as they are cited: ``historical,rcp45`` is ``historical+rcp45``, and ``SSP5-8.5`` is ``ssp585``."""
    if not _EXPERIMENTS.match(scenario):
        return scenario
    return "+".join(_plain_id(part.strip()) for part in re.split(r"[+,]", scenario))


def _plain_id(experiment: str) -> str:
    plain = re.sub(r"(?<=\d)[p.](?=\d)|[-_ ](?=\d)", "", experiment.casefold())
    return plain if re.fullmatch(r"ssp\d{3}|rcp\d\d", plain) else experiment
