"""The exchange log: what was done, in order, proved, and sealed for whoever said it."""

from broker.log.clock import utc_now
from broker.log.log import Entry, EventLog
from broker.log.sealing import NOBODY
from broker.log.tables import STREAMS

__all__ = ["NOBODY", "STREAMS", "Entry", "EventLog", "utc_now"]
