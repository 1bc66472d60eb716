"""What became of the suggestions of the period before.

They are found anew by the same plays, from what was known when that period's report was due, and not read from the published report: a report comes
from inputs, parameters and code alone (its run id is their hash), and says the same in any folder. A play's number is in the id, so that it is the id
that people were told.
"""

from collections.abc import Iterable
from fractions import Fraction

from opsreport.figure import TREND, Around
from opsreport.measure import Asked, measure
from opsreport.metric import TABLE, Metric
from opsreport.periods import Period
from opsreport.playbook.adoption import DONE, statuses
from opsreport.playbook.known import Known
from opsreport.playbook.plays import Playbook
from opsreport.playbook.shapes import Aim, Outcome, Suggestion
from opsreport.playbook.suggestions import id_of, proposed
from opsreport.shop import Shop
from opsreport.targets import Number


def followed(shop: Shop, period: Period | str, playbook: Playbook) -> tuple[Outcome, ...]:
    """The suggestions of the period before with what became of them, in the order in which they were due; () before the data begin.

    After them those of the period before that one which were done, and whose figure could not be known until now.
    """
    (now,) = shop.periods(period)
    before = now.step(-1)
    return (*_outcomes(shop, playbook, before, now), *_late(shop, playbook, before, now))


def _outcomes(shop, playbook: Playbook, then: Period, now: Period) -> tuple[Outcome, ...]:
    if then.start < shop.data_from:
        return ()
    told = proposed(playbook, Known(shop, then, on=then.whole_end), counted=False)
    values = [_value(shop, one.works_if, now) for one in told]
    return tuple(Outcome(one, value, _met(one, value)) for one, value in zip(told, values, strict=True))


def _late(shop, playbook: Playbook, before: Period, now: Period) -> tuple[Outcome, ...]:
    """Found only where something was done, as most often nothing is."""
    then = before.step(-1)
    done = {id for id, status in statuses(shop, [id_of(then, play) for play in playbook.plays]).items() if status == DONE}
    found = _outcomes(shop, playbook, then, now) if done else ()
    return tuple(one for one in found if one.suggestion.id in done and one.met is not None and one.suggestion.works_if.known_on >= before.whole_end)


def read_ahead(shop: Shop, metrics: Iterable[Metric], period: Period) -> None:
    """Read figures of a period and of the one before in one go: whoever asks for either then finds them answered."""
    around = [Around.of(each, TREND, shop.store.until, shop.season) for each in (period, period.step(-1))]
    measure(shop.store, [Asked(metric, each, ()) for metric in metrics if metric.grain != TABLE for one in around for each in one.periods(metric)])


def _value(shop: Shop, one: Aim, now: Period) -> Number | None:
    """The figure of an aim in the period in which it is judged; None for what is not over."""
    if one.period is None or one.period.start > now.start or now.running:
        return None
    by = (one.by,) if one.segments else ()
    asked = Asked(one.metric, one.period, by)
    cell = measure(shop.store, [asked])[asked]
    if not one.segments:
        return cell.parts()[one.part].value
    readings = [cell.parts((segment,))[one.part] for segment in one.segments]
    if len(readings) == 1:
        return readings[0].value
    known = all(reading.value is not None for reading in readings)
    return sum(r.numerator for r in readings) / sum(r.denominator for r in readings) if known else None


def _met(one: Suggestion, value: Number | None) -> bool | None:
    aim = one.works_if
    if one.status != DONE or value is None or aim.value is None:
        return None
    now, wanted = Fraction(str(value)), Fraction(str(aim.value))
    return now >= wanted if aim.at_least else now <= wanted
