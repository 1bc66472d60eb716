"""Many comparisons at once: the more there are, the more often chance alone makes one look real."""

from collections.abc import Sequence


def holm(chances: Sequence[float]) -> list[float]:
    """The p of each of many comparisons, corrected so that all of them together are wrong no more often than one.

    The step-down procedure of Holm (1979), Scandinavian Journal of Statistics 6:65-70.
    """
    ordered = sorted(range(len(chances)), key=chances.__getitem__)
    corrected, most = [0.0] * len(chances), 0.0
    for rank, place in enumerate(ordered):
        most = max(most, (len(chances) - rank) * chances[place])
        corrected[place] = min(1.0, most)
    return corrected
