"""Products: a figure's change by its factors. Sales = buyers × orders per buyer × money per order."""

from dataclasses import dataclass

from opsreport.analyses.decomposition import factors, fraction
from opsreport.causes.shapes import Driver, Drivers
from opsreport.kinds import Reading
from opsreport.metric import Metric
from opsreport.metrics.repurchase import average_order_value, buyers, purchase_frequency, sales_amount, spend_per_buyer
from opsreport.periods import Period

COUNTED = {"net": "exclude_fully_refunded"}  # which orders count, where amounts are net


@dataclass(frozen=True)
class Product:
    """A figure and the factors that multiply to it."""

    whole: Metric
    factors: tuple[Metric, ...]


def product(metric: Metric) -> Product | None:
    """The product that a metric is, with the options that it has been given; None where it is none."""
    if metric.id not in (sales_amount.id, spend_per_buyer.id):
        return None
    refunds = metric.options["refunds"]
    counts = COUNTED.get(refunds, refunds)
    each = purchase_frequency(refunds=counts, same_day="count"), average_order_value(refunds=refunds)
    return Product(metric, (buyers(refunds=counts), *each) if metric.id == sales_amount.id else each)


def drivers(product: Product, against: Period, base: tuple[Reading, ...], now: tuple[Reading, ...]) -> Drivers | None:
    """The change by its factors, exactly; None where a factor is not known, or the factors do not multiply to the whole.

    base, now: the readings of the whole, then of the factors.
    """
    if any(reading.value is None for reading in (*base, *now)):
        return None
    was, is_ = ([_exact(reading) for reading in readings] for readings in (base, now))
    if any(_multiplied(exact[1:]) != exact[0] for exact in (was, is_)):
        return None
    effects = factors(was[1:], is_[1:])
    parts = tuple(Driver(*each) for each in zip(product.factors, base[1:], now[1:], effects, strict=True))
    return Drivers(against, is_[0] - was[0], parts)


def _exact(reading):
    return fraction(reading.numerator) / fraction(reading.denominator) if reading.denominator else fraction(reading.value)


def _multiplied(numbers):
    out = fraction(1)
    for number in numbers:
        out *= number
    return out
