"""What customers will buy: BG/NBD and Gamma-Gamma fitted to the orders so far, and held to what customers did after an earlier day.

A purchase is a customer's day with an order, of the day's summed amount.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec

import ibis.expr.types as ir
import numpy as np
from ibis import _

from opsreport.analyses.clv import BgNbd, GammaGamma, fit_bgnbd, fit_gamma_gamma
from opsreport.kinds import Reading

FEWEST = 30  # customers who came back, to fit to
STEP = 30  # days between two moments of discounting
YEAR = 365


@dataclass(frozen=True)
class Question:
    """end: the last day that is known; horizon: days to forecast; tested: days at the end that the models are first tried on;
    margin: what is left of sales; discount: of money a year ahead."""

    end: dt.date
    horizon: int = YEAR
    tested: int = 90
    margin: float = 1.0
    discount: float = 0.1


@dataclass(frozen=True)
class Outcome:
    """What some customers were expected to do in the tested days, and did. An error is expected / actual - 1; None where nothing came."""

    users: int
    expected_orders: float
    orders: int
    expected_sales: float
    sales: float

    @property
    def orders_error(self) -> float | None:
        return self.expected_orders / self.orders - 1 if self.orders else None

    @property
    def sales_error(self) -> float | None:
        return self.expected_sales / self.sales - 1 if self.sales else None


@dataclass(frozen=True)
class Expected:
    """Means of some customers: the chance that they have not left, their orders within the horizon, what an order is worth, and their value:
    orders times worth times margin, discounted."""

    users: int
    alive: float
    orders: float
    order_value: float
    value: float
    outcome: Outcome


@dataclass(frozen=True)
class Forecast:
    """repeated: customers with a second purchase; single: those without, whom the model holds to be alive with certainty.

    correlation: of frequency and value of customers with a second purchase; the models take them to be independent.
    """

    repeated: Expected | None
    single: Expected | None
    total: Expected
    frequency: BgNbd
    value: GammaGamma
    correlation: float


def forecast_customers(orders: ir.Table, question: Question) -> Forecast | Reading:
    """The forecast, of customers who ordered by the end; or why there is none (no_backtest: history is shorter than twice the tested days).

    orders: one row per order that counts, with user_id, day and amount.
    """
    if not find_spec("scipy"):
        return Reading(reason="extra_missing")
    split = question.end - question.tested * dt.timedelta(days=1)
    bought = _bought(orders, split, question.end)
    seen = {name: each[bought["times_seen"] > 0] for name, each in bought.items()}
    if not seen["times"].size:
        return Reading(reason="no_backtest")
    trained = _Customers.of(seen["first_on"], seen["seen_on"], split, seen["times_seen"], seen["again_seen"])
    if trained.age.max() < question.tested:
        return Reading(reason="no_backtest")
    if trained.users[trained.repeated].sum() < FEWEST:
        return Reading(reason="suppressed", n=int(trained.users[trained.repeated].sum()))
    customers = _Customers.of(bought["first_on"], bought["last_on"], question.end, bought["times"], bought["again"])
    later, later_paid = trained.sums(seen["times"] - seen["times_seen"]), trained.sums(seen["later"])
    models = [_fitted(each) for each in (trained, customers)]
    (tried, tried_value), (frequency, value) = models
    expected, worth = trained.made_in(tried, question.tested) * trained.alive(tried), tried_value.expected(trained.x, trained.mean)
    alive, each = customers.alive(frequency), value.expected(customers.x, customers.mean)
    ahead = customers.made_in(frequency, question.horizon) * alive
    gain = _discounted(frequency, customers, question) * alive * each * question.margin
    if not all(np.isfinite(found).all() and (found >= 0).all() for found in (expected, worth, ahead, each, gain)):
        return Reading(reason="no_fit")

    def of(some, then):
        outcome = Outcome(
            int(trained.users[then].sum()), _sum(trained, then, expected), int(later[then].sum()), _sum(trained, then, expected * worth),
            float(later_paid[then].sum()),
        )  # fmt: skip
        n = int(customers.users[some].sum())
        return Expected(n, *(_sum(customers, some, found) / n for found in (alive, ahead, each, gain)), outcome) if n else None

    everybody = of(customers.x >= 0, trained.x >= 0)
    if not everybody.outcome.orders:
        return Reading(reason="no_backtest")
    parted = (of(customers.repeated, trained.repeated), of(~customers.repeated, ~trained.repeated))
    return Forecast(*parted, everybody, frequency, value, _correlation(customers))


def _bought(orders, split, end) -> dict[str, np.ndarray]:
    """Of every customer, in the order of their ids: the days of the first and the last purchase, purchases, and money of those after the first
    (again); the same as seen from an earlier day; and money of the days after that one (later)."""
    days = orders.filter(orders.day <= end).group_by("user_id", "day").agg(paid=_.amount.sum())
    seen = days.day <= split
    sums = days.group_by("user_id").agg(
        first_on=_.day.min(), last_on=_.day.max(), times=_.count(), paid=_.paid.sum(), first_paid=_.paid.argmin(_.day),
        seen_on=_.day.max(where=seen), times_seen=_.count(where=seen), paid_seen=_.paid.sum(where=seen),
    )  # fmt: skip
    money = dict(again=sums.paid - sums.first_paid, again_seen=sums.paid_seen - sums.first_paid, later=sums.paid - sums.paid_seen)
    money = {name: amount.cast("float64") for name, amount in money.items()}
    table = sums.order_by("user_id").select("first_on", "last_on", "times", "seen_on", "times_seen", **money).to_pyarrow()
    return {name: table[name].to_numpy() for name in table.column_names}


@dataclass(frozen=True)
class _Customers:
    """Customers by a day. x, t_x and age of the models, of each history that there is; which history a customer has (place), and the mean value
    of the customer's purchases (worth)."""

    x: np.ndarray
    t_x: np.ndarray
    age: np.ndarray
    place: np.ndarray
    worth: np.ndarray

    @classmethod
    def of(cls, first_on, last_on, end: dt.date, times, again) -> "_Customers":
        """From what _bought says of each customer, as seen at the end of a day."""
        x, t_x, age = times - 1, (last_on - first_on).astype(int), (np.datetime64(end) - first_on).astype(int)
        return cls(*_different(x, t_x, age), again / np.maximum(x, 1))

    def sums(self, each) -> np.ndarray:
        """By history, of what each customer has."""
        return np.bincount(self.place, each)

    @cached_property
    def users(self):
        return np.bincount(self.place)

    @property
    def mean(self):
        """Mean value by history: expected values are linear in it."""
        return self.sums(self.worth) / self.users

    def alive(self, model: BgNbd):
        return model.alive(self.x, self.t_x, self.age)

    def made_in(self, model: BgNbd, days: int):
        """Orders of customers who have not left; equal for equal x and age, which few pairs have, and slow to find."""
        x, age, place = self._pairs
        return model.made_in(days, x, age)[place]

    @cached_property
    def _pairs(self):
        return _different(self.x, self.age)

    @property
    def repeated(self):
        return self.x > 0


def _different(*columns):
    """The different rows of columns of whole numbers, as columns; and which of them each row is."""
    shape = [column.max() + 1 for column in columns]
    found, place = np.unique(np.ravel_multi_index(columns, shape), return_inverse=True)
    return *np.unravel_index(found, shape), place


def _fitted(customers):
    frequency = fit_bgnbd(customers.x, customers.t_x, customers.age, customers.users)
    return frequency, fit_gamma_gamma(customers.x[customers.place], customers.worth)


def _sum(customers, some, found) -> float:
    return float((customers.users * found)[some].sum())


def _discounted(model, customers, question):
    """Orders within the horizon of customers who have not left, each counted for less the later it is."""
    moments = [*range(STEP, question.horizon, STEP), question.horizon]
    total, before, since = 0.0, 0.0, 0
    for moment in moments:
        so_far = customers.made_in(model, moment)
        total = total + (so_far - before) / (1 + question.discount) ** ((since + moment) / 2 / YEAR)
        before, since = so_far, moment
    return total


def _correlation(customers) -> float:
    """Pearson's, of customers with a second purchase; 0 where one of the two does not vary."""
    x, m = customers.x[customers.place], customers.worth
    x, m = (each[x > 0] - each[x > 0].mean() for each in (x, m))
    spread = np.sqrt((x * x).sum() * (m * m).sum())
    return float((x * m).sum() / spread) if spread else 0.0
