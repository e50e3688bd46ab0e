"""Where the exchange log was; see `broker.log`."""

from broker.log import Entry, EventLog, utc_now

__all__ = ["Entry", "EventLog", "utc_now"]
