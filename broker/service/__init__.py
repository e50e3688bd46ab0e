"""Every verb that anyone can do: the only door for the pages, the command line and scripts.

`Broker` has them all; each module here holds the verbs of one noun.
"""

from broker.service.broker import Broker
from broker.workshop import Progress

__all__ = ["Broker", "Progress"]
