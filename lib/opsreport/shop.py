"""The analyst's door: a shop's tables, grains and readings. Everything handed out is an Ibis expression or a pandas DataFrame.

shop = open_shop("params/report.yml")
shop.table("orders")                                     # an Ibis table: users merged, tests removed, local days beside moments
shop.grain(user_periods, "2026-10")                      # an Ibis table: the rows that a family of metrics counts
shop.read("repurchase_rate_by_user", "2026-10")          # a DataFrame of readings
shop.read(retention_on_n(n=7), ["2026-08", "2026-09"], by="acquisition_channel")
"""

import datetime as dt
import hashlib
import inspect
import os
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import ibis.expr.types as ir

from opsreport.errors import BAD_CONFIGURATION, BAD_PARAMETER, Mistake, nearest
from opsreport.facts.orders import ORDER_SPLITS
from opsreport.figure import TREND, Around, Figure
from opsreport.goals import Goals, read_goals
from opsreport.grain import SEGMENTS, Grain
from opsreport.kinds import Reading
from opsreport.measure import Asked, Cell, measure, needs_of, observed_by
from opsreport.metric import Metric
from opsreport.metrics import ALL, find
from opsreport.metrics.options import COHORT
from opsreport.names import Called, campaign_names, read_names
from opsreport.periods import DAY, Calendar, Period, period
from opsreport.rules import Rules
from opsreport.scorecard import Scorecard, scorecards
from opsreport.scorecard import questions as kpi_questions
from opsreport.season import Season, read_season
from opsreport.store import Store, open_store
from opsreport.tables import TABLES, Kind
from opsreport.targets import Held, bound, held, questions, target, whole_only
from opsreport.targets import asked as bases

Names = str | Metric | Iterable[str | Metric]
KEPT_SECONDS = 30 * 24 * 3600
STALE_DAYS = 3  # that a table's last row may lie before the end of the period
OWN_SEGMENTS = (
    "kind", "aspect", "feedback_channel", "active_days", "state", "touch_channel", "campaign", "campaign_kind", "content", "role", "work_kind",
    "source", "keyword",
)  # fmt: skip
BY = (*SEGMENTS, *ORDER_SPLITS, "event_channel", *OWN_SEGMENTS)  # all that figures can be split by


def _code(*patterns: str) -> str:
    """A hash of the code in files of these names."""
    files = sorted(file for pattern in patterns for file in Path(__file__).parent.glob(pattern))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


CODE_OF_FACTS, CODE = _code("*.py", "facts/*.py"), _code("**/*.py")  # as it runs: a file may be edited while a kernel goes on with the old one


class Shop:
    """A shop, opened. params: as read, and loaded: what came through the door (both None for a shop made of rows); names: of its values."""

    def __init__(self, store: Store, params=None, loaded=None, season: Season = Season(), names: Called | None = None):
        self.store, self.params, self.loaded, self.season, self._names = store, params, loaded, season, names or {}
        self._agreed: dict[Asked, Cell] = {}  # answers that scorecards and targets share

    @property
    def receipts(self) -> tuple:
        """What the door did with each file."""
        return self.loaded.receipts if self.loaded else ()

    @property
    def fingerprint(self) -> str:
        """A hash of the inputs."""
        return self.loaded.fingerprint if self.loaded else ""

    @classmethod
    def of(cls, tables: dict[str, list[dict]], *, timezone="Asia/Shanghai", data_until: dt.date | None = None, rules: Rules | None = None,
           calendar: Calendar = Calendar(), connection=None, season: Season = Season(), goals: Goals = Goals()) -> "Shop":  # fmt: skip
        """A shop made of rows, moments in local time (or aware): for tests and for trying things."""
        import ibis

        con = connection or ibis.duckdb.connect()
        given = {name: con.create_table(f"given_{name}_{id(rows)}", _arrow(name, rows, timezone)) for name, rows in tables.items()}
        until = data_until + DAY if data_until else None
        store = open_store(con, given, zone=timezone, rules=rules or Rules(), calendar=calendar, until=until)
        return _held(cls(store, season=season), goals)

    @cached_property
    def names(self) -> Called:
        """What values of the data are called on pages."""
        return campaign_names(self.store, self._names) | self._names

    @property
    def goals(self) -> Goals:
        """What was agreed: targets, and who answers for which figures."""
        return self.store.goals

    @property
    def data_until(self) -> dt.date:
        """The last local day that is wholly observed."""
        return self.store.until - DAY

    @cached_property
    def data_from(self) -> dt.date:
        """The local day of the oldest row."""
        return min(self.store.starts.values(), default=self.store.until)

    def table(self, name: str) -> ir.Table:
        """One of our tables, as every figure sees it. Raises Mistake (64) for a name that there is not."""
        if name not in TABLES:
            raise Mistake(f'there is no table "{name}".{nearest(name, TABLES)}', mend=f"the tables are {', '.join(TABLES)}", code=BAD_PARAMETER)
        return self.store[name]

    def grain(self, grain: Grain | Callable[..., Grain], periods, by: str | None = None) -> ir.Table:
        """The rows of a grain for the periods (`pid`: which one). A grain that has options is taken as the shop's rules have them."""
        if not isinstance(grain, Grain):
            grain = grain(**{name: option for name, option in self._ruled().items() if name in inspect.signature(grain).parameters})
        return grain.table(self.store, self.periods(periods), grain.columns, (by,) if by else ())

    def _ruled(self) -> dict:
        """The options of grains as the shop's rules have them."""
        rules = self.store.rules
        cohort = COHORT.rule(self.store)
        return dict(basis=self.store.basis, refunds=rules.refunds.counts, counts=rules.refunds.counts, cohort=cohort, days=rules.churn_days,
                    window="period", unit="day", look_back=365, n=30, **rules.lifecycle.model_dump())  # fmt: skip

    def periods(self, periods) -> tuple[Period, ...]:
        """Periods by their labels, cut where the data end."""
        many = [periods] if isinstance(periods, (str, int, Period)) else list(periods)
        return tuple(period(p, self.store.calendar).cut(self.store.until) for p in many)

    def metrics(self, metrics: Names) -> tuple[Metric, ...]:
        """Metrics by their names, with all their options."""
        many = [metrics] if isinstance(metrics, (str, Metric)) else list(metrics)
        return tuple(find(m).resolved(self.store) for m in many)

    def read(self, metrics: Names, periods, by: str | None = None):
        """Readings as a DataFrame: id, options, part, period, segment, value, numerator, denominator, n, low, high, reason."""
        import pandas

        asked = [Asked(m, p, b) for m in self.metrics(metrics) for b in self._by(m, by) for p in self.periods(periods)]
        rows = [row for a, cell in measure(self.store, asked).items() for row in _rows(a, cell, beside_whole=bool(by is None and a.by))]
        return pandas.DataFrame(rows, columns=["id", "options", "part", "period", "segment", *NUMBERS])

    def figures(self, metrics: Names, period: str | Period, by: str | None = None, trend: int = TREND) -> list[Figure]:
        """Figures of one period, with what they are compared with: metrics in the order given, the whole shop first, segments by name, parts."""
        (now,) = self.periods(period)
        wanted = self.metrics(metrics)
        around = Around.of(now, trend, self.store.until, self.season)
        asked = [Asked(m, p, b) for m in wanted for b in self._by(m, by) for p in around.periods(m)]
        answers = measure(self.store, asked)
        found = [figure for m in wanted for b in self._by(m, by) for figure in _figures(m, b, around, answers, beside_whole=bool(by is None and b))]
        return self._beside_targets([self._due(figure) if figure.reading.reason == "incomplete" else figure for figure in found], answers)

    def _due(self, figure: Figure) -> Figure:
        """The figure with the day on which it can be known."""
        return replace(figure, due_on=observed_by(self.store, Asked(figure.metric, figure.period, ())))

    def _beside_targets(self, figures: list[Figure], answers: dict[Asked, Cell]) -> list[Figure]:
        """The figures with what was agreed for the period that is shown of them; all that targets are counted from in one go."""
        if not self.goals.targets:
            return figures

        wanted = [(f, f.latest_mature or (f.period, f.reading)) for f in figures if f.table is None]
        more = ((f.metric, f.part, f.segment, p) for f, (when, _) in wanted for p in bases(self.goals, f.metric, f.part, f.segment, when))
        read = self._reader(more, answers)

        def held_to(f, when, reading):
            return target(self.goals, f.metric, f.part, f.segment, when, reading, lambda p: read(f.metric, f.part, f.segment, p))

        made = {id(f): replace(f, target=held_to(f, when, reading)) for f, (when, reading) in wanted}
        return [made.get(id(f), f) for f in figures]

    def scorecards(self, period: str | Period) -> tuple[Scorecard, ...]:
        """The score of every role (params/roles.yml) in a period, with what each of its figures came to."""
        (now,) = self.periods(period)
        return scorecards(self.goals, now, self._reader(kpi_questions(self.goals, now), self._agreed))

    def held(self, period: str | Period) -> tuple[Held, ...]:
        """Every figure that has a target (params/targets.yml), beside it; and how far longer goals have come."""
        (now,) = self.periods(period)
        return tuple(held(self.goals, now, self._reader(questions(self.goals, now), self._agreed)))

    def _reader(self, wanted: Iterable[tuple], known: dict[Asked, Cell]):
        """Readings by metric, part, segment and period; all that are wanted and not known are measured in one go, and known from then on."""

        def question(metric, segment, period):
            return Asked(metric, period.cut(self.store.until), tuple(segment or ()))

        asked = dict.fromkeys(question(metric, segment, period) for metric, _, segment, period in wanted)
        known |= measure(self.store, [one for one in asked if one not in known])

        def read(metric, part, segment, period):
            lookup = whole_only(self.store.until, lambda p: known[question(metric, segment, p)].parts(tuple((segment or {}).values()))[part])
            return lookup(period)

        return read

    def needs(self, metric: str | Metric) -> list[list[str]]:
        """The "table.column" that a metric rests on, as alternatives."""
        return sorted(sorted(way) for way in needs_of(self.store, find(metric)))

    def lacks(self, metric: str | Metric) -> tuple[str, ...]:
        """What the shop would have to give for the metric to be known; () where it has all."""
        return min((self.store.lacks(way) for way in needs_of(self.store, find(metric))), key=len, default=())

    def stale(self, now: Period) -> dict[str, dt.date]:
        """The tables whose rows end earlier than the period, each with its last day; those of which nothing new has happened for long among them."""
        last = min(now.end, self.store.until) - DAY
        return {name: end for name, end in self.store.ends.items() if (last - end).days > STALE_DAYS}

    def rests_on(self, metric: str | Metric) -> frozenset[str]:
        """The tables without which a metric is not known."""
        ways = [{need.partition(".")[0] for need in way} for way in needs_of(self.store, find(metric))]
        return frozenset(set.intersection(*ways) if ways else ())

    def _by(self, metric, by) -> tuple[tuple[str, ...], ...]:
        """The breakdowns: the one asked for; or the whole shop, and the segments by which the metric is always shown."""
        if by is None:
            return ((), metric.split) if metric.split else ((),)
        if by not in BY:
            raise Mistake(f'there is no segment "{by}".{nearest(by, BY)}', mend=f"the segments are {', '.join(BY)}", code=BAD_PARAMETER)
        return ((by,),)


NUMBERS = ("value", "numerator", "denominator", "n", "low", "high", "reason")


def _rows(a: Asked, cell: Cell, beside_whole):
    for values, parts in _segments(a, cell, beside_whole):
        for part, reading in parts.items():
            segment = dict(zip(a.by, values, strict=True)) if values else None
            numbers = [getattr(reading, name, None) for name in NUMBERS] if isinstance(reading, Reading) else [reading, *[None] * 6]
            yield [a.metric.id, a.metric.options, part, a.period.label, segment, *numbers]


def _segments(a, cell, beside_whole=False):
    """The segments that were seen; where none was, the reason that holds for all, unless the whole shop's figure stands beside them."""
    return cell.found.items() or ([] if beside_whole else [((), cell.other)])


def _figures(metric, by, around, answers, beside_whole):
    here = answers[Asked(metric, around.now, by)]
    for values, _ in _segments(Asked(metric, around.now, by), here, beside_whole):
        segment = dict(zip(by, values, strict=True)) if values else None
        for part in metric.parts:
            at = lambda p, values=values, part=part: answers[Asked(metric, p, by)].parts(values)[part]  # noqa: E731
            yield around.figure(metric, part, segment, at)


def _arrow(name, rows, timezone):
    """Rows of plain values as an Arrow table of our types, moments in UTC."""
    from zoneinfo import ZoneInfo

    import ibis
    import pyarrow as pa

    columns = {c: column for c, column in TABLES[name].columns.items() if any(c in row for row in rows) or not rows}
    zone = ZoneInfo(timezone)

    def typed(column, value):
        if value is None or value == "":
            return None
        if column.kind is Kind.MOMENT:
            aware = value if value.tzinfo else value.replace(tzinfo=zone)
            return aware.astimezone(dt.UTC).replace(tzinfo=None)
        return Decimal(str(value)) if column.kind in (Kind.MONEY, Kind.NUMBER) else value

    schema = ibis.schema({c: column.kind.type for c, column in columns.items()}).to_pyarrow()
    return pa.table({c: pa.array([typed(column, row.get(c)) for row in rows], schema.field(c).type) for c, column in columns.items()})


def open_shop(path: str | Path) -> Shop:
    """The shop of a parameter file: parameters and sources are checked, sources loaded (from the cache where nothing has changed)."""
    from opsreport.params import read_params
    from opsreport.sources import load

    params = read_params(path)
    _check_options(params)
    season, goals, names = read_season(params), read_goals(params), read_names(params)
    loaded = load(params)
    until = params.data_until + DAY if params.data_until else None
    folder = facts_folder(params.cache_folder, loaded.fingerprint, str(params.timezone), params.calendar, params.rules, until)
    opened = (folder, folder.stat().st_ino, *(file.read_bytes() for file in map(params.beside, ("targets", "roles")) if file))
    if opened not in _opened:
        _opened.clear()
        _opened[opened] = open_store(
            loaded.connection, loaded.tables, zone=str(params.timezone), rules=params.rules, calendar=params.calendar, until=until,
            folder=folder, integer_ids=loaded.integer_ids, ends=loaded.spans,
        )  # fmt: skip
        _opened[opened].sums = folder / f"sums-{CODE}"
    return _held(Shop(_opened[opened], params, loaded, season, names), goals)


_opened: dict[tuple, Store] = {}  # the shop that was opened last: the next page of the same kernel finds there what was answered before


def _held(shop: Shop, goals: Goals) -> Shop:
    """The shop, held to what was agreed. Raises Mistake (78) for goals of figures that there are not."""
    shop.store.goals = bound(goals, lambda name: find(name).resolved(shop.store), BY)
    return shop


def _check_options(params) -> None:
    """The default options of metrics that the parameters name must be there, and may be so."""
    for name, options in params.rules.options.items():
        try:
            find(name)(**options)
        except Mistake as mistake:
            raise Mistake(mistake.what, mend=mistake.mend, code=BAD_CONFIGURATION, where=params.where("rules", "options", name)) from None


def facts_folder(cache: Path, *known) -> Path:
    """Where the facts of these inputs, rules and code are kept; what nobody used for 30 days goes."""
    key = hashlib.sha256(repr((CODE_OF_FACTS, *known)).encode()).hexdigest()[:32]
    folder = cache / "facts" / key
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.utime(folder)
    for old in folder.parent.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    return folder


__all__ = ["ALL", "Shop", "open_shop"]
