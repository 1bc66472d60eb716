"""Experiments: what the treated did more than those held out."""

from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from opsreport.analyses.arms import Arm, compare, control_of, held_out
from opsreport.analyses.before_after import Change, before_after, difference_in_differences
from opsreport.analyses.many import holm
from opsreport.grains.experiments import TOLD, arm_messages, arms
from opsreport.kinds import Reading, Total, divide
from opsreport.measure import DataTable
from opsreport.metric import TABLE, metric
from opsreport.metrics.options import VALUE, WITHIN
from opsreport.periods import DAY, Period
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

FEN = Decimal("0.0001")


def _arm_sum(name, zh, en, unit, make):
    def of(user, days: WITHIN = 14, refunds: VALUE = None):
        return Total(make(user))

    of.__name__ = name
    text = Text(zh, en)
    return metric(grain=arms, name=text, formula=text, unit=unit, better=NEUTRAL)(of)


ARM = {
    "users": _arm_sum("arm_users", "实验组人数", "users of an arm", Unit.USERS, lambda user: user.one),
    "did": _arm_sum("arm_buyers", "实验组购买人数", "buyers of an arm", Unit.USERS, lambda user: user.orders > 0),
    "paid": _arm_sum("arm_sales", "实验组销售额", "sales of an arm", Unit.MONEY, lambda user: user.worth),
    "squares": _arm_sum("arm_squares", "实验组销售额平方和", "squared sales of an arm", Unit.MONEY, lambda user: user.squared),
    "gained": _arm_sum("arm_profit", "实验组毛利", "gross profit of an arm", Unit.MONEY, lambda user: user.profit),
    "was": _arm_sum("arm_buyers_before", "入组前购买人数", "users who bought before", Unit.USERS, lambda user: user.was),
    "moved": _arm_sum("arm_users_moved", "前后购买有变化的人数", "users who bought either before or after", Unit.USERS, lambda user: user.moved),
    "ends": _arm_sum("arm_ends", "观察期在本期满的人数", "users of an arm whose days end in the period", Unit.USERS, lambda user: user.ends),
    "open": _arm_sum("arm_open", "实验组观察期未满人数", "users of an arm whose days are not over", Unit.USERS, lambda user: user.open),
}


RATES = ("users", "did", "paid", "squares", "open")


def experiments(at, days, refunds) -> dict[str, dict[str, Arm]]:
    """{experiment: {arm: its sums}} of those told of in the period whose days are over for all of their users."""
    found = {name: at.each(of(days=days, refunds=refunds), "experiment", "variant") for name, of in ARM.items() if name in RATES}
    out, open_ = {}, set()
    for key, users in found["users"].items():
        if users.value == 0:  # of another period that was asked for together with this one
            continue
        if users.value is None or found["open"][key].value:
            open_.add(key[0])
            continue
        numbers = (users.value, found["did"][key].value, *(float(found[name][key].value) for name in ("paid", "squares")))
        out.setdefault(key[0], {})[key[1]] = Arm(*numbers)
    return {experiment: arms for experiment, arms in out.items() if experiment not in open_ and len(arms) > 1}


def _pairs(at, days, refunds):
    for experiment, found in sorted(experiments(at, days, refunds).items()):
        control = control_of(found)
        for name in sorted(found):
            if name != control:
                yield experiment, name, control, found


def changes(at, days, refunds) -> dict[tuple[str, str], Change]:
    """{(experiment, arm): its users' buying, in the days before they were put there and in as many after}; none where the data begin later."""
    known = at.store.starts.get("orders")
    if known is None or known > at.period.start - TOLD - days * DAY:
        return {}
    found = {name: at.each(ARM[name](days=days, refunds=refunds), "experiment", "variant") for name in ("users", "was", "did", "moved")}
    sums = {key: [found[name][key].value for name in found] for key in found["users"]}
    return {key: Change(users, was, did, moved) for key, (users, was, did, moved) in sums.items() if users}


LIFT = ("experiment", "arm", "control", "method", "users", "control_users", "rate", "control_rate", "difference", "low", "high", "relative", "p")


@metric(
    grain=TABLE,
    name=Text("活动提升(增量)", "Campaign lift"),
    formula=Text(
        "触达组购买率 − 留出的对照组购买率(百分点,95%区间),入组后{days}天(可设)内;另列双重差分(两组各自比入组前同样天数的变化之差)与"
        "触达组的前后对比;仅含设有对照组、观察期已满的活动",
        "buying rate of the treated − that of those held out (percentage points, 95 % interval), within {days} days (can be set) of being put there; "
        "beside it the difference in differences (of each group's change from as many days before) and the treated's change alone; campaigns with a "
        "control whose window has passed",
    ),
    note=Text(
        "方法逐行标明:留出对照、双重差分、前后对比;后两者不代表因果;对照组为0时没有相对值",
        "each row names its method: holdout, difference in differences, before and after, of which only the first proves a cause; no relative lift "
        "where the control has none",
    ),
    unit=Unit.PP,
    better=HIGHER,
)
def campaign_lift(at, days: WITHIN = 14, refunds: VALUE = None):
    rows = []
    moved = changes(at, days, refunds)
    for experiment, name, control, found in _pairs(at, days, refunds):
        if held_out(found):
            one, other = found[name], found[control]
            rows.append((experiment, name, control, "holdout", one.users, other.users, *_rates(compare(one, other))))
            if (experiment, name) in moved and (experiment, control) in moved:
                rows += _beside_before(experiment, name, control, moved[experiment, name], moved[experiment, control])
    return DataTable(LIFT, tuple(rows))


def _beside_before(experiment, name, control, one, other):
    """The rows of the methods that look at the days before."""
    rates = [divide(span, each.users) for each, span in ((one, one.after), (other, other.after), (one, one.before))]
    both, alone = difference_in_differences(one, other), before_after(one)
    yield experiment, name, control, both.method, one.users, other.users, *rates[:2], both.value, both.low, both.high, None, both.p
    relative = divide(one.after - one.before, one.before) if one.before else None
    yield experiment, name, "before", alone.method, one.users, one.users, rates[0], rates[2], alone.value, alone.low, alone.high, relative, alone.p


def _rates(comparison):
    lift = comparison.lift
    return lift.treated.value, lift.control.value, lift.difference, lift.low, lift.high, lift.relative, lift.p


AB = (
    "experiment", "arm", "control", "users", "control_users", "rate", "control_rate", "difference", "low", "high", "relative", "p",
    "spend", "control_spend", "spend_difference", "spend_low", "spend_high", "uneven_p",
)  # fmt: skip


@metric(
    grain=TABLE,
    name=Text("A/B测试效果", "A/B test effect"),
    formula=Text(
        "各组与对照组的购买率之差与人均销售额之差(95%区间),入组后{days}天(可设)内;入组前的订单不计;双侧p值,同一实验有多个组时经Holm校正",
        "difference of buying rates and of sales per user between an arm and its control (95 % intervals), within {days} days (can be set) "
        "of being put "
        "there; orders from before do not count; p two-sided, Holm-corrected where an experiment has several arms",
    ),
    note=Text(
        "分组之前的订单不计;同一实验有多个组时p值经Holm校正;分组比例异常另给p值;中途看结果会抬高误报",
        "orders before the assignment do not count; p is Holm-corrected over the arms of an experiment; an uneven split has a p of its own; looking "
        "early raises false alarms",
    ),
    unit=Unit.PP,
    better=HIGHER,
)
def ab_test_result(at, days: WITHIN = 14, refunds: VALUE = None):
    rows = []
    pairs = list(_pairs(at, days, refunds))
    corrected = _corrected([(experiment, compare(found[name], found[control]).lift.p) for experiment, name, control, found in pairs])
    for (experiment, name, control, found), p in zip(pairs, corrected, strict=True):
        one, other = found[name], found[control]
        made = compare(one, other)
        means = one.mean, other.mean, made.difference, made.low, made.high, made.uneven
        rows.append((experiment, name, control, one.users, other.users, *_rates(made)[:-1], p, *means))
    return DataTable(AB, tuple(rows))


def _corrected(tests: list[tuple[str, float]]) -> list[float]:
    """The p of each (experiment, p), corrected for the arms of its experiment; those of one stand together."""
    return [p for _, arms in groupby(tests, key=itemgetter(0)) for p in holm([p for _, p in arms])]


@metric(
    grain=arm_messages,
    name=Text("实验组消息数", "Messages to an arm"),
    formula=Text("入组后发给实验组用户的活动消息", "messages of campaigns to users of an arm after they were put there"),
    unit=Unit.ROWS,
    better=NEUTRAL,
)
def messages_to_arm(message, days: WITHIN = 14):
    return Total(message.sent)


def incremental_profits(at, days, refunds, campaign_cost) -> tuple[Reading, Reading]:
    """What campaigns with users held out gained over them, and what these campaigns cost: an arm's campaign is the one that sent it most messages.

    Of those whose days end in the period, so that no test counts twice; not_observed where there is none.
    """
    gained = at.each(ARM["gained"](days=days, refunds=refunds), "experiment", "variant")
    sent = at.each(messages_to_arm(days=days), "experiment", "variant", "campaign")
    costs = at.each(campaign_cost, "campaign", period=_around(at.period))
    ends = at.each(ARM["ends"](days=days, refunds=refunds), "experiment", "variant")
    profit = spent = 0
    for experiment, name, control, found in _pairs(at, days, refunds):
        messages = {key[2]: reading.value for key, reading in sent.items() if key[:2] == (experiment, name)}
        campaign = max(sorted(messages), key=messages.get, default=None)
        if held_out(found) and ends[experiment, name].value and (campaign,) in costs:
            users, others = found[name].users, found[control].users
            profit += gained[experiment, name].value - (gained[experiment, control].value * users / others).quantize(FEN)
            spent += costs[campaign,].value
    whole = at(campaign_cost), at(ARM["gained"](days=days, refunds=refunds)), at(messages_to_arm(days=days))
    if not spent:
        return (next((reading for reading in whole if reading.reason), Reading(reason="not_observed")),) * 2
    return Reading(profit, numerator=profit), Reading(spent, numerator=spent)


def _around(p):
    """The period with the two months before, in which the campaign of an arm may have started."""
    start = p.start - 62 * DAY
    return Period(start, p.end, "range", p.end)


EXPERIMENTS = (campaign_lift, ab_test_result)
