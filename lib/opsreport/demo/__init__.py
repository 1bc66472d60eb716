"""The demo shop: a generator of raw files as a real Chinese shop would export them, with the truths that were planted in them.

Everything is invented. The same seed gives the same bytes; no clock is read.
"""

SEED = 20241001


def make(folder, seed: int = SEED) -> None:
    """Write the demo shop's raw files and truths.json into `folder`, which is made when missing. Takes a few seconds.

    About 20,000 users, 25 months from 2024-10-01 to 2026-10-31, every table of opsreport.tables.
    """
    from opsreport.demo.shop import write

    write(folder, seed)
