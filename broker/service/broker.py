"""The one door: every verb of the service in one class."""

from __future__ import annotations

from broker.service.across import AcrossVerbs
from broker.service.backups import BackupVerbs
from broker.service.data_uses import DataUseVerbs
from broker.service.facilitation import FacilitationVerbs
from broker.service.glossary import GlossaryVerbs
from broker.service.importing import ImportVerbs
from broker.service.offers import OfferVerbs
from broker.service.people import PeopleVerbs
from broker.service.proposing import ProposalVerbs
from broker.service.publishing import PublishingVerbs
from broker.service.record import RecordVerbs
from broker.service.reproducing import ReproduceVerbs
from broker.service.setups import SetUpVerbs
from broker.service.sharing import SharingVerbs
from broker.service.strands import StrandVerbs
from broker.service.understanding import UnderstandingVerbs
from broker.service.upkeep import UpkeepVerbs
from broker.service.workshops import WorkshopVerbs


class Broker(
    OfferVerbs,
    DataUseVerbs,
    WorkshopVerbs,
    PublishingVerbs,
    ProposalVerbs,
    StrandVerbs,
    FacilitationVerbs,
    UnderstandingVerbs,
    GlossaryVerbs,
    SharingVerbs,
    RecordVerbs,
    AcrossVerbs,
    SetUpVerbs,
    ReproduceVerbs,
    ImportVerbs,
    BackupVerbs,
    PeopleVerbs,
    UpkeepVerbs,
):
    """The dialogue between those who have projections and those who must decide.

    Parameters
    ----------
    home : Path or str, optional
        Folder of the store; else ``BROKER_HOME``, else a folder of the user's own data. Created on first use.
    clock : callable, optional
        Returns the time in UTC.

    Notes
    -----
    ``by`` is who does it. ``key`` names one submission: the same key is carried out once and answers with the same
    result ever after, so that a double click or a retry adds nothing. Every refusal is a `BrokerError`, a
    `TranslationError` or a `CatalogError`, and nothing of a refused call is stored, but for the need itself in the
    register of unmet needs.
    """
