"""The store as a newcomer finds it: the embedded datasets, and one finished dialogue of three rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from broker.dialogue import Dialogue
from translators.need import Need

if TYPE_CHECKING:
    from broker.service import Broker
    from broker.workshop import Progress

FARMER = "Ruth Fenn, dairy farmer"
SCIENTIST = "Tomás Adeyemi, climate scientist"
FACILITATOR = "Mara Lindqvist, facilitator"
PRODUCER = "embedded data"
TEACHER = "teaching data"

_PLACE = {"point": {"lat": 52.22, "lon": 0.88}}
_DECISION = {"text": "whether to build a shaded yard for the herd, or to plant trees", "by": "2027-09-30"}


def _need(statement: str, thresh: str, season: Any, horizons: list[list[int]]) -> Need:
    return Need.of(
        {
            "statement": statement,
            "decision": _DECISION,
            "region": _PLACE,
            "time": {"season": season, "baseline": [1995, 2014], "horizons": horizons},
            "datasets": ["woolpit-cmip6", "suffolk-station"],
            "metric": {"index": "tx_days_above", "parameters": {"thresh": thresh}},
        }
    )


def fill(broker: Broker, tell: Callable[[str], None]) -> Dialogue:
    """Fill the store; what is there already stays as it is, and an interrupted filling goes on where it stopped.

    Parameters
    ----------
    tell : callable
        Takes a line about what is being done.

    Returns
    -------
    Dialogue
        The example.
    """
    _publish(broker, tell)
    finished = [d for d in broker.dialogues() if d.opened_by == FARMER and not d.is_open]
    if finished:
        tell("The example dialogue is there.")
        return broker.dialogue(finished[-1].id)
    return _example(broker, tell)


def teach(broker: Broker, progress: Progress, scale: float = 1.0) -> str:
    """Publish the made-up weather for teaching, and return its label; what is there already stays as it is.

    Parameters
    ----------
    progress : callable
        Takes a sentence about what is being done and the share that is done, 0 to 1.
    scale : float
        Share of the sides of the whole box, above 0 and at most 1.
    """
    from catalog.teaching.names import dataset_id

    name = dataset_id(scale)
    held = [version.label for version in broker.datasets() if version.dataset == name]
    if held:
        progress(f"{held[0]} is there", 1.0)
        return held[0]
    report = broker.publish_teaching(by=TEACHER, scale=scale, progress=progress)
    return f"{report.dataset}@{report.version}"


def _publish(broker: Broker, tell: Callable[[str], None]) -> None:
    from catalog.embedded import embedded_datasets
    from catalog.errors import DataRefused

    held = {version.dataset for version in broker.datasets(include_retired=True)}
    for number, embedded in enumerate(datasets := embedded_datasets(), start=1):
        name = embedded.facets.dataset
        if name in held:
            tell(f"Dataset {number} of {len(datasets)}, {name}, is there.")
            continue
        tell(f"Dataset {number} of {len(datasets)}, {name}: checking and publishing {len(embedded.paths)} files …")
        report = broker.publish(list(embedded.paths), embedded.facets, by=PRODUCER, key=f"demo-publish-{name}")
        if report.status != "published":
            errors = [f for f in report.findings if f.severity == "error"]
            raise DataRefused(
                f"The embedded dataset {name} was to be published, but a check refused it: {errors[0].message} The "
                f"files "
                f"that came with the installation are damaged; install it again.",
                findings=report.findings,
            )


def _example(broker: Broker, tell: Callable[[str], None]) -> Dialogue:
    first = "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?"
    second = "How many days from June to August will be above 25 °C, when my cows begin to give less milk?"
    third = "How many days from May to September will be above 25 °C while the yard I build now still stands?"

    tell("Example dialogue, round 1 of 3: days above 30 °C …")
    opened = broker.open_dialogue(
        _need(first, "30 degC", "year", [[2040, 2059], [2080, 2099]]), by=FARMER, key="demo-open"
    )
    here = opened.id
    broker.build_round(here, by=SCIENTIST, key="demo-build-1")
    broker.respond(
        here,
        by=FARMER,
        fits={"time": "nearly", "space": "nearly", "metric": "no"},
        text="30 °C is what the papers write. My cows stop eating well before that: our vet says milk drops from 25 "
        "°C on. "
        "And it is the summer that counts, when they are out.",
        key="demo-respond-1-farmer",
    )
    broker.respond(
        here,
        by=SCIENTIST,
        fits={"space": "nearly"},
        text="The numbers are for the model cell around Woolpit, not for the farm, and none of the three models is "
        "corrected "
        "for its own error: please read the change rather than the level. The station shows the past beside them.",
        key="demo-respond-1-scientist",
    )
    tell("Example dialogue, round 2 of 3: days above 25 °C in summer …")
    broker.revise(
        here,
        _need(second, "25 degC", "JJA", [[2040, 2059], [2080, 2099]]),
        by=FARMER,
        because="The threshold of our own herd is 25 °C, as the vet measured it, and the cows are outside in summer.",
        key="demo-revise-2",
    )
    broker.build_round(here, by=SCIENTIST, key="demo-build-2")
    broker.respond(
        here,
        by=FARMER,
        fits={"time": "no", "space": "nearly", "metric": "yes"},
        text="This is the right heat. But a yard stands for twenty years, and I will not farm in 2090. It gets hot in "
        "May and "
        "September too by now.",
        key="demo-respond-2-farmer",
    )
    broker.respond(
        here,
        by=FACILITATOR,
        text="Two things to settle in the next round: the years in which the yard stands, and which months count.",
        key="demo-respond-2-facilitator",
    )
    tell("Example dialogue, round 3 of 3: May to September, the years of the yard …")
    broker.revise(
        here,
        _need(third, "25 degC", {"months": [5, 6, 7, 8, 9]}, [[2021, 2040], [2030, 2049]]),
        by=FACILITATOR,
        because="A yard built now stands until the 2040s; heat in May and September counts as well. Agreed by both "
        "sides.",
        key="demo-revise-3",
    )
    broker.build_round(here, by=SCIENTIST, key="demo-build-3")
    broker.respond(
        here,
        by=FARMER,
        fits={"time": "yes", "space": "nearly", "metric": "yes"},
        text="I can work with this. The farm lies lower than the station, so I take the upper end of the range.",
        key="demo-respond-3-farmer",
    )
    return broker.close_dialogue(
        here,
        by=FACILITATOR,
        because="The decision can be taken: the shaded yard is built first, trees are planted along its south side "
        "for the "
        "years after. We look again when the models have been compared with the farm's own thermometer.",
        key="demo-close",
    )
