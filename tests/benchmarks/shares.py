"""What takes how long: processor seconds by grain, with those of the facts apart."""

import resource
import time
from collections import defaultdict
from contextlib import contextmanager


class Clock:
    """Seconds since it was made: on the wall, and of the processors; and the most memory that the process has held so far."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), _cpu()

    def read(self) -> dict[str, float]:
        gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        return {"seconds": round(time.perf_counter() - self.wall, 2), "cpu": round(_cpu() - self.cpu, 2), "gigabytes": round(gigabytes, 2)}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Shares:
    """found: {what: processor seconds}. What is done within something else is taken from that one's share."""

    def __init__(self):
        self.found, self._within = defaultdict(float), []

    @contextmanager
    def of(self, what: str):
        clock = Clock()
        self._within.append(0.0)
        try:
            yield
        finally:
            took, inner = clock.read()["cpu"], self._within.pop()
            self.found[what] = round(self.found[what] + took - inner, 2)
            if self._within:
                self._within[-1] += took

    @contextmanager
    def watching(self):
        """Watches the grains, the facts and the tables of everything that is measured."""
        from opsreport import measure
        from opsreport.store import Store

        answered, derived, kept = measure._answered, measure._derived, Store._keep

        def watched(work, name):
            def do(*given):
                with self.of(name(*given)):
                    return work(*given)

            return do

        measure._answered = watched(answered, lambda store, grain, *_: f"grain {grain.name}")
        measure._derived = watched(derived, lambda store, asked, *_: f"table {asked.metric.id}" if asked.metric.grain == "table" else "readings")
        Store._keep = watched(kept, lambda store, name, *_: f"fact {name}")
        try:
            with self.of("the rest"):
                yield
        finally:
            measure._answered, measure._derived, Store._keep = answered, derived, kept
