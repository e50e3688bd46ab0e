"""The store as a newcomer finds it: the embedded datasets, and one finished dialogue of three rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from broker.demo_story import FARMER
from broker.demo_story import tell as tell_story
from broker.dialogue import Dialogue

if TYPE_CHECKING:
    from broker.service import Broker
    from broker.workshop import Progress

PRODUCER = "embedded data"
TEACHER = "teaching data"


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
    publish(broker, tell)
    finished = [d for d in broker.dialogues() if d.opened_by == FARMER and not d.is_open]
    if finished:
        tell("The example dialogue is there.")
        return broker.dialogue(finished[-1].id)
    return tell_story(broker, tell)


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


def publish(broker: Broker, tell: Callable[[str], None]) -> None:
    """Publish the embedded datasets; those that are there already stay as they are."""
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
