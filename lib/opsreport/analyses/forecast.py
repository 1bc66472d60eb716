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
from opsreport.analyses.rfm import Rfm, rfm_summary
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
    trained = _Customers.of(orders, split, question.end)
    if not trained.users.size or trained.age.max() < question.tested:
        return Reading(reason="no_backtest")
    if trained.users[trained.repeated].sum() < FEWEST:
        return Reading(reason="suppressed", n=int(trained.users[trained.repeated].sum()))
    customers = _Customers.of(orders, question.end, question.end)
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
            int(trained.users[then].sum()), _sum(trained, then, expected), int(trained.later[then].sum()), _sum(trained, then, expected * worth),
            float(trained.later_paid[then].sum()),
        )  # fmt: skip
        n = int(customers.users[some].sum())
        return Expected(n, *(_sum(customers, some, found) / n for found in (alive, ahead, each, gain)), outcome) if n else None

    everybody = of(customers.x >= 0, trained.x >= 0)
    if not everybody.outcome.orders:
        return Reading(reason="no_backtest")
    parted = (of(customers.repeated, trained.repeated), of(~customers.repeated, ~trained.repeated))
    return Forecast(*parted, everybody, frequency, value, _correlation(customers))


@dataclass(frozen=True)
class _Customers:
    """Customers with equal histories by a day, in a fixed order: x, t_x and age of the models, mean value; users: how many they are; what
    they bought later (days, money)."""

    x: np.ndarray
    t_x: np.ndarray
    age: np.ndarray
    mean: np.ndarray
    users: np.ndarray
    later: np.ndarray
    later_paid: np.ndarray

    @classmethod
    def of(cls, orders: ir.Table, end: dt.date, until: dt.date) -> "_Customers":
        known = rfm_summary(orders.filter(orders.day <= end), Rfm(end))
        days = orders.filter(orders.day > end, orders.day <= until).group_by("user_id", "day").agg(paid=_.amount.sum())
        later = days.group_by("user_id").agg(times=_.count(), paid=_.paid.sum())
        known = known.left_join(later, "user_id")
        key = ["frequency", "recency", "age", "monetary"]
        equal = known.group_by(key).agg(users=_.count(), later=_.times.fill_null(0).sum(), paid=_.paid.fill_null(0).sum().cast("float64"))
        table = equal.order_by(key).to_pyarrow()
        return cls(*(table[name].to_numpy().astype(float) for name in (*key, "users", "later", "paid")))

    def alive(self, model: BgNbd):
        return model.alive(self.x, self.t_x, self.age)

    def made_in(self, model: BgNbd, days: int):
        """Orders of customers who have not left; equal for equal x and age, which few pairs have, and slow to find."""
        pairs, place = self._pairs
        return model.made_in(days, pairs.real, pairs.imag)[place]

    @cached_property
    def _pairs(self):
        return np.unique(self.x + 1j * self.age, return_inverse=True)

    @property
    def histories(self):
        """Different x, t_x and age, and how many customers have them: rows of one history stand together, one for each mean value."""
        history = np.stack((self.x, self.t_x, self.age))
        first = np.flatnonzero(np.append(True, (history[:, 1:] != history[:, :-1]).any(axis=0)))
        return *history[:, first], np.add.reduceat(self.users, first)

    @property
    def repeated(self):
        return self.x > 0


def _fitted(customers):
    return fit_bgnbd(*customers.histories), fit_gamma_gamma(customers.x, customers.mean, customers.users)


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
    x, m, n = (found[customers.repeated] for found in (customers.x, customers.mean, customers.users))
    x, m = x - np.average(x, weights=n), m - np.average(m, weights=n)
    spread = np.sqrt((n * x * x).sum() * (n * m * m).sum())
    return float((n * x * m).sum() / spread) if spread else 0.0
