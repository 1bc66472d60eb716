"""The documentation's generated parts: `python -m opsreport.docs` (`make docs`) writes them, `--check` only compares."""

from opsreport.docs.parts import PARTS, current, files, keys

__all__ = ["PARTS", "current", "files", "keys"]
