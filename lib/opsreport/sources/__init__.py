"""The door: the only code that sees a raw column name. `load` brings a shop's files and connections to our tables."""

from opsreport.sources.door import load
from opsreport.sources.receipts import Loaded, Reason, Receipt

__all__ = ["Loaded", "Reason", "Receipt", "load"]
