"""What members spend a month; and what plans and stocks, kept elsewhere, say of demand."""

from opsreport.grains.member_spending import monthly_members
from opsreport.kinds import Ratio, Reading, ratio
from opsreport.metric import READINGS, Option, metric
from opsreport.metrics.manual import kept_elsewhere
from opsreport.metrics.options import BASIS, COUNTS, VALUE
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

MEMBERS = Option(
    Text("基数", "base"),
    {"members": Text("全部会员", "all members"), "active": Text("活跃会员", "active members"), "buyers": Text("下单会员", "buying members")},
)


@metric(
    grain=monthly_members,
    name=Text("会员月均消费额", "Monthly spend per member"),
    formula=Text(
        "会员在期内最后一个自然月的消费 ÷ 月末会员(或当月活跃会员、下单会员)",
        "what members paid in the last calendar month of the period ÷ members at its end (or those active, or buying, in it)",
    ),
    note=Text("分母标明:全部会员、活跃会员或下单会员", "the base is stated: all members, active ones, or buyers"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def spend_per_active_member(user, base: MEMBERS = "members", basis: BASIS = None, refunds: VALUE = None, counts: COUNTS = None):
    among = user.member > 0
    if base != "members":
        among = among & (user.here > 0 if base == "active" else user.orders > 0)
    return Ratio(among.ifelse(user.worth, 0), among)


@metric(
    grain=READINGS,
    name=Text("需求预测准确度", "Demand forecast accuracy"),
    formula=Text(
        "1 − WAPE = 1 − Σ|实际 − 预测| ÷ Σ实际(手工指标:分子为绝对误差之和,分母为实际之和)",
        "1 − WAPE = 1 − Σ|actual − forecast| ÷ Σ actual (kept by hand: numerator the sum of absolute errors, denominator the sum of what came)",
    ),
    note=Text("实际合计为0则为空;由手工指标表填入", "null where nothing came; comes through manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def demand_forecast_error(at):
    told = kept_elsewhere(at, "demand_forecast_error", "mean")
    if told.reason or told.denominator is None:
        return told
    return ratio(told.denominator - told.numerator, told.denominator)


@metric(
    grain=READINGS,
    name=Text("缺货率", "Stock-out rate"),
    formula=Text("缺货的SKU天数 ÷ SKU天数(手工指标)", "SKU-days out of stock ÷ SKU-days (kept by hand)"),
    note=Text("按SKU天计,由手工指标表填入", "counted in SKU-days; comes through manual_figures"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def stockout_rate(at) -> Reading:
    return kept_elsewhere(at, "stockout_rate", "share")


SPENDING = (spend_per_active_member, demand_forecast_error, stockout_rate)
