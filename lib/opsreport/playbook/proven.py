"""What is decided after an experiment that showed an effect: to extend what was tested, or not yet, by what it cost and brought.

An experiment whose interval holds 0 gives nothing to decide. That more people bought is no proof that it pays: it is extended only where sales per
user rose beyond chance too, and its incremental ROI is above 0.
"""

from opsreport.causes import Tested
from opsreport.causes.experiments import tested
from opsreport.measure import Asked, Cell, measure
from opsreport.metric import Metric
from opsreport.metrics.campaigns import campaign_cost, marketing_roi
from opsreport.metrics.experiments import ab_test_result
from opsreport.periods import DAY, Period
from opsreport.playbook.adoption import statuses
from opsreport.playbook.plays import AfterTest, Playbook
from opsreport.playbook.shapes import Evidence, Suggestion
from opsreport.shop import Shop
from opsreport.targets import Number
from opsreport.words import Text

BEFORE = 62 * DAY  # before the period, in which a campaign whose test is told of may have started


def proven(shop: Shop, period: Period, book: Playbook) -> tuple[Suggestion, ...]:
    """The decision on what was tested in the period; of several experiments with an effect that on the first, of several arms on the strongest."""
    if book.tested is None:
        return ()
    found = [one for one in tested(shop, period) if one.low > 0]
    if not found:
        return ()
    one = max((each for each in found if each.experiment == found[0].experiment), key=lambda each: each.lift)
    return (_decision(one, _evidence(shop, period, one), period, book, shop),)


def _decision(one: Tested, evidence: Evidence, period: Period, book: Playbook, shop: Shop) -> Suggestion:
    play: AfterTest = book.tested
    id = f"S-{period.label}-{play.number:02}"
    return Suggestion(
        id=id,
        action=_plain(play.extend if evidence.pays else play.hold),
        owner=play.owner,
        owner_name=book.roles[play.owner],
        audience=_plain(play.audience),
        size=None,
        due_on=period.whole_end - DAY + play.due_days * DAY,
        works_if=None,
        because=(),
        campaign=one.name.zh,
        play="tested",
        status=statuses(shop, [id])[id],
        next=period.step(1),
        evidence=evidence,
    )


def _plain(text: Text) -> Text:
    """With braces that were written twice as they are read."""
    return text.format(campaign="{campaign}", next="{next}")


def _evidence(shop, period, one: Tested) -> Evidence:
    around = Period(period.start - BEFORE, period.end, "range", period.end)
    table = _read(shop, ab_test_result, period).parts()[None]
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    row = next(each for each in rows if each["experiment"] == one.experiment and each["difference"] == one.lift)
    spend = tuple(row[name] for name in ("spend_difference", "spend_low", "spend_high"))
    cost = _read(shop, campaign_cost, around, "campaign").parts((one.campaign,))[None].value if one.campaign else None
    return Evidence(one.days, (one.lift, one.low, one.high), None if None in spend else spend, cost, _roi(shop, period, one))


def _roi(shop, period, one: Tested) -> Number | None:
    """Its incremental ROI: that of the period in which its days ended, where no other experiment is told of that one too."""
    while True:
        value = _read(shop, marketing_roi, period).parts()["incremental"].value
        if value is not None:
            return value if one.campaign and {each.experiment for each in tested(shop, period)} == {one.experiment} else None
        if period.start <= one.began_on:
            return None
        period = period.step(-1)


def _read(shop, metric: Metric, period: Period, *by: str) -> Cell:
    asked = Asked(metric.resolved(shop.store), period, by)
    return measure(shop.store, [asked])[asked]
