"""Tiers: who holds which, who climbs and falls, and what climbing changes; members' return and their part in sales."""

from opsreport.grains.tiers import (
    arrivals,
    climbers,
    climbers_spending,
    departures,
    held_at_end,
    held_at_start,
    member_days_before,
    member_orders,
)
from opsreport.kinds import Ratio, Reading, Share, Total, ratio, share
from opsreport.measure import DataTable
from opsreport.metric import READINGS, TABLE, Option, Part, metric
from opsreport.metrics.options import BASIS, COUNTS, VALUE
from opsreport.periods import closed, periods_after
from opsreport.units import HIGHER, LOWER, NEUTRAL, Unit
from opsreport.words import Text

STEPS = Option(Text("口径", "counted"), {"net": Text("期初与期末相比", "start against end"), "every": Text("每次变动", "every step")})


def _tier_count(name, zh, en, grain, column):
    def of(user):
        return Total(user[column])

    of.__name__ = name
    text = Text(zh, en)
    return metric(grain=grain, name=text, formula=text, unit=Unit.USERS, better=NEUTRAL)(of)


HELD = {
    "opening": _tier_count("members_by_tier_at_start", "期初各等级会员", "members by tier at the start", held_at_start, "held"),
    "came": _tier_count("arrivals_in_tier", "期内进入等级的会员", "members who came into a tier", arrivals, "came"),
    "left": _tier_count("departures_from_tier", "期内离开等级的会员", "members who left a tier", departures, "left"),
    "closing": _tier_count("members_by_tier", "期末各等级会员", "members by tier at the end", held_at_end, "held"),
}
TIERS = ("tier", "members", "share", "opening", "came", "left")


@metric(
    grain=TABLE,
    name=Text("会员等级分布", "Members by tier"),
    formula=Text(
        "期末各等级的会员(不含已注销)及占比;期初 + 进入 − 离开 = 期末",
        "members by tier at the period's end (without deleted accounts) and their share; opening + came − left = closing",
    ),
    note=Text("期末状态;已注销的不计", "as of the period's end; deleted accounts are left out"),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def tier_distribution(at):
    found = {name: {tier: r.value for (tier,), r in at.each(of, "tier_held").items()} for name, of in HELD.items()}
    order = {name: place for place, name in enumerate(at.store.rules.tiers)}
    tiers = sorted({tier for counts in found.values() for tier in counts}, key=lambda tier: (order.get(tier, len(order)), tier))
    everybody = sum(found["closing"].values())
    numbers = {tier: [found[name].get(tier, 0) for name in HELD] for tier in tiers}
    return DataTable(TIERS, tuple((tier, end, share(end, everybody), opening, came, left) for tier, (opening, came, left, end) in numbers.items()))


def ranked(at, reading: Reading) -> Reading:
    """The reading, where the shop says which tier is above which."""
    return reading if at.store.rules.tiers or reading.needs else Reading(reason="column_missing", needs=("rules.tiers",))


def _moves(name, zh, en, better, make):
    def of(user, steps: STEPS = "net"):
        return Total(make(user, steps))

    of.__name__ = name
    text = Text(zh, en)
    return metric(grain=climbers, name=text, formula=text, unit=Unit.USERS, better=better)(of)


moved_up = _moves("moved_up", "期内升级的会员", "members who moved up", HIGHER, lambda user, steps: user.up if steps == "net" else user.ups)
moved_down = _moves("moved_down", "期内降级的会员", "members who moved down", LOWER, lambda user, steps: user.down if steps == "net" else user.downs)
tiered_at_start = _moves("tiered_at_start", "期初有等级的会员", "members with a tier at first", NEUTRAL, lambda user, steps: user.held_at_start)


@metric(
    grain=READINGS,
    name=Text("升级会员数", "Tier upgrades"),
    formula=Text(
        "期末等级高于期初的会员(或每次升级);新会员不计",
        "members with a higher tier at the end than at the start (or every step up); no new members",
    ),
    note=Text("默认看期内净变化,新会员不计", "net over the period unless every step is asked for; new members do not count"),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def tier_upgrades(at, steps: STEPS = "net"):
    return ranked(at, at(moved_up(steps=steps)))


@metric(
    grain=READINGS,
    name=Text("降级会员数", "Tier downgrades"),
    formula=Text(
        "期末等级低于期初的会员(或每次降级)",
        "members with a lower tier at the end than at the start (or every step down)",
    ),
    note=Text("默认看期内净变化", "net over the period unless every step is asked for"),
    unit=Unit.USERS,
    better=NEUTRAL,
)
def tier_downgrades(at, steps: STEPS = "net"):
    return ranked(at, at(moved_down(steps=steps)))


@metric(
    grain=READINGS,
    name=Text("升级率", "Tier upgrade rate"),
    formula=Text(
        "期末等级高于期初的会员 ÷ 期初有等级的会员",
        "members with a higher tier at the end than at the start ÷ members with a tier at the start",
    ),
    note=Text("分母为期初有等级的会员", "of the members with a tier at the start"),
    unit=Unit.PERCENT,
    better=NEUTRAL,
)
def tier_upgrade_rate(at):
    return ranked(at, at(moved_up).out_of(at(tiered_at_start)))


@metric(
    grain=READINGS,
    name=Text("降级率", "Tier downgrade rate"),
    formula=Text(
        "期末等级低于期初的会员 ÷ 期初有等级的会员",
        "members with a lower tier at the end than at the start ÷ members with a tier at the start",
    ),
    note=Text("分母为期初有等级的会员", "of the members with a tier at the start"),
    unit=Unit.PERCENT,
    better=NEUTRAL,
)
def tier_downgrade_rate(at):
    return ranked(at, at(moved_down).out_of(at(tiered_at_start)))


def _around(name, zh, en, unit, make):
    def of(user, refunds: VALUE = None):
        return Total(make(user), observed=periods_after(1))

    of.__name__ = name
    text = Text(zh, en)
    return metric(grain=climbers_spending, name=text, formula=text, unit=unit, better=NEUTRAL)(of)


STOOD = {
    "users": _around("stood_members", "期初有等级的会员(升级与否)", "members with a tier at the start, moved up or not", Unit.USERS,
                     lambda user: user.rank_at_start > 0),
    "before": _around("stood_paid_before", "其上期消费", "what they paid in the period before", Unit.MONEY, lambda user: user.paid_before),
    "after": _around("stood_paid_after", "其下期消费", "what they paid in the period after", Unit.MONEY, lambda user: user.paid_after),
}  # fmt: skip


@metric(
    grain=READINGS,
    name=Text("升级后消费变化", "Spending after an upgrade"),
    formula=Text(
        "升级会员下期与上期人均消费之差 − 期初同等级未升级会员之差,相对升级会员上期消费;升级当期不计。前后对照,注意均值回归",
        "change of spending per member from the period before to the period after of those who moved up − that of members of the same tier who did "
        "not, relative to what the former paid before; beware of regression to the mean",
    ),
    note=Text(
        "与同级未升者比;当心向均值回归,不代表因果", "beside those of the same tier who did not move up; beware of regression to the mean, not a cause"
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def tier_upgrade_effect(at, refunds: VALUE = None):
    whole = [at(of(refunds=refunds)) for of in STOOD.values()]
    if unknown := next((reading for reading in whole if reading.reason), None):
        return unknown
    if at.by:
        return Reading(reason=f"not_by_{at.by[0]}")
    found = {name: at.each(of(refunds=refunds), "rank_at_start", "up") for name, of in STOOD.items()}
    gained = paid = 0
    for rank, up in found["users"]:
        n, n_other = (found["users"].get((rank, moved), Reading(0)).value for moved in (True, False))
        if rank and up and n and n_other:
            change, change_other = (found["after"][rank, moved].value - found["before"][rank, moved].value for moved in (True, False))
            gained += change - change_other * n / n_other
            paid += found["before"][rank, True].value
    return ranked(at, ratio(gained, paid))


@metric(
    grain=member_days_before,
    name=Text("会员留存率", "Member retention"),
    formula=Text(
        "上期活跃、本期期初已是会员的用户中,本期仍活跃者的占比(= 1 − 会员流失率)",
        "of the members at the period's start who were active in the period before, those active in this one (1 − the members' churn rate)",
    ),
    note=Text("分母为上期活跃的会员,与会员流失率同口径", "of the members active in the period before, as in the members' churn rate"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def member_retention_rate(day, basis: BASIS = None, refunds: COUNTS = None):
    return Share(~day.lapses, of=day.last & day.member, observed=closed)


@metric(
    grain=member_orders,
    name=Text("会员销售占比", "Member share of sales"),
    formula=Text("下单时已入会者的销售额,及其占销售额的比例", "sales to buyers who were members that day, and their share of sales"),
    note=Text("按下单当日是否会员", "by membership on the day of the order"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts={"amount": Part(Text("会员销售额", "sales to members"), Unit.MONEY, HIGHER), "share": Part(Text("占比", "share"), Unit.PERCENT, HIGHER)},
)
def member_sales_share(order, refunds: VALUE = None):
    worth = (order.by_member > 0).ifelse(order.worth, 0)
    return {"amount": Total(worth), "share": Ratio(worth, order.worth)}


TIERS_AND_SALES = (
    tier_distribution, tier_upgrades, tier_downgrades, tier_upgrade_rate, tier_downgrade_rate, tier_upgrade_effect, member_retention_rate,
    member_sales_share,
)  # fmt: skip
