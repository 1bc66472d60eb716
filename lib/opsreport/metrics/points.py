"""Points: how many there are, come in, go out; who moves them, and what they cost."""

from opsreport.grains.members import collectors, point_rows
from opsreport.kinds import Ratio, Reading, Share, Total, divide
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.units import HIGHER, LOWER, NEUTRAL, Unit
from opsreport.words import Text

BASIS = Option(Text("口径", "by"), {"points": Text("按积分", "points"), "users": Text("按人数", "users")})
MOVED = Option(
    Text("互动", "interactions"), {"all": Text("获得与兑换", "earned or redeemed"), "redeem": Text("仅兑换(不含自动获得)", "redeemed only")}
)

INTERACTIONS = {
    "users": Part(Text("互动人数", "users"), Unit.USERS, HIGHER),
    "times": Part(Text("互动次数", "times"), Unit.TIMES, HIGHER),
}


def _pool(zh, en, better):
    return Part(Text(zh, en), Unit.POINTS, better)


@metric(
    grain=point_rows,
    name=Text("积分池增减", "Points pool"),
    formula=Text(
        "期初 + 获得 − 兑换 − 过期 ± 调整 = 期末;期初为此前全部变动之和",
        "opening + earned − redeemed − expired ± adjusted = closing; opening: all movements before",
    ),
    note=Text("恒等式必须精确成立,不平则列出差额", "the identity holds exactly; where it does not, the difference is shown"),
    unit=Unit.POINTS,
    better=NEUTRAL,
    parts={
        "opening": _pool("期初", "opening", NEUTRAL),
        "earned": _pool("获得", "earned", NEUTRAL),
        "redeemed": _pool("兑换", "redeemed", HIGHER),
        "expired": _pool("过期", "expired", LOWER),
        "adjusted": _pool("调整", "adjusted", NEUTRAL),
        "closing": _pool("期末", "closing", NEUTRAL),
    },
)
def points_pool_change(row):
    return {name: Total(row[name]) for name in ("opening", "earned", "redeemed", "expired", "adjusted", "closing")}


@metric(
    grain=collectors,
    name=Text("积分核销", "Points redeemed"),
    formula=Text("期内兑换的积分、人数与次数", "points redeemed in the period, by how many users, how often"),
    note=Text("金额、人数、次数分别给出", "points, users and times are given apart"),
    unit=Unit.POINTS,
    better=HIGHER,
    parts={
        "points": _pool("核销量", "points", HIGHER),
        "users": Part(Text("核销人数", "users"), Unit.USERS, HIGHER),
        "times": Part(Text("核销次数", "times"), Unit.TIMES, HIGHER),
    },
)
def points_redemption(user):
    return {"points": Total(user.redeemed), "users": Total(user.redemptions > 0), "times": Total(user.redemptions)}


@metric(
    grain=collectors,
    name=Text("积分兑换率", "Points redemption rate"),
    formula=Text(
        "兑换的积分 ÷ (期初 + 获得的积分);或兑换人数 ÷ 有积分的人数",
        "points redeemed ÷ (opening + earned); or users who redeemed ÷ users with points",
    ),
    note=Text("两种分母标明:可用积分,或持有积分的用户", "the two bases are stated: points available, or users who hold any"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def points_redemption_rate(user, by: BASIS = "points"):
    had = user.opening + user.earned
    return Ratio(user.redeemed, had) if by == "points" else Share(user.redemptions > 0, of=had > 0)


@metric(
    grain=point_rows,
    name=Text("积分兑换礼品数", "Benefits redeemed by points"),
    formula=Text("期内兑换的次数(一次兑换为一份权益或礼品)", "how often points were redeemed in the period (each time one benefit or gift)"),
    note=Text("一次兑换计一份,台账不分礼品", "each redemption is one gift; the ledger does not name it"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def points_gifts(row):
    return Total(row.redemptions)


@metric(
    grain=point_rows,
    name=Text("已兑换积分的成本", "Cost of points redeemed"),
    formula=Text("期内兑换的积分的成本", "the cost of points redeemed in the period"),
    unit=Unit.MONEY,
    better=LOWER,
)
def redeemed_cost(row):
    return Total((row.uncosted > 0).ifelse(None, row.cost))


def _history(name, zh, en, column, unit):
    def of(row):
        return Total(row[column] if column != "ever_cost" else (row.ever_uncosted > 0).ifelse(None, row.ever_cost))

    of.__name__ = name
    text = Text(zh, en)
    return metric(grain=point_rows, name=text, formula=text, unit=unit, better=NEUTRAL)(of)


HISTORY = {
    "points": _history("points_outstanding", "期末积分", "points outstanding at the end", "closing", Unit.POINTS),
    "redeemed": _history("points_ever_redeemed", "累计兑换积分", "points ever redeemed", "ever_redeemed", Unit.POINTS),
    "expired": _history("points_ever_expired", "累计过期积分", "points ever expired", "ever_expired", Unit.POINTS),
    "cost": _history("points_ever_cost", "累计兑换成本", "cost of points ever redeemed", "ever_cost", Unit.MONEY),
}


@metric(
    grain=READINGS,
    name=Text("积分成本", "Points cost"),
    formula=Text(
        "期内兑换积分的成本;负债 = 期末积分 × 预计兑换比例 × 单位成本,预计兑换比例 = 累计兑换 ÷ (累计兑换 + 累计过期),单位成本 = 累计成本 ÷ 累计兑换",
        "cost of points redeemed; liability = points outstanding × expected redemption × unit cost, where expected redemption = ever redeemed ÷ "
        "(ever redeemed + ever expired) and unit cost = ever paid ÷ ever redeemed",
    ),
    note=Text("沉淀假设(预计兑换比例)随数打印;未记成本的店为空", "the assumed redemption is printed; null in a shop that states no cost"),
    unit=Unit.MONEY,
    better=LOWER,
    parts={
        "cost": Part(Text("兑换成本", "cost of points redeemed"), Unit.MONEY, LOWER),
        "liability": Part(Text("未兑换负债", "liability"), Unit.MONEY, LOWER),
        "expected_redemption": Part(Text("预计兑换比例", "expected redemption"), Unit.PERCENT, NEUTRAL),
    },
)
def points_cost(at):
    points, redeemed, expired, cost = (at(of) for of in HISTORY.values())
    expected = redeemed.over(redeemed + expired)
    return {"cost": at(redeemed_cost), "liability": _liability(points, redeemed, redeemed + expired, cost), "expected_redemption": expected}


def _liability(points, redeemed, gone, cost):
    """points × (redeemed ÷ gone) × (cost ÷ redeemed)."""
    if unknown := next((reading for reading in (points, cost, gone) if reading.reason), None):
        return unknown
    if not redeemed.value or not gone.value:
        return Reading(reason="zero_denominator")
    return Reading(divide(points.value * cost.value, gone.value))


def _times(user, of):
    return user.redemptions if of == "redeem" else user.earnings + user.redemptions


@metric(
    grain=collectors,
    name=Text("积分互动人次", "Points interactions counted"),
    formula=Text("期内获得或兑换积分的人数与次数", "users who earned or redeemed points in the period, and how often"),
    unit=Unit.USERS,
    better=HIGHER,
    parts=INTERACTIONS,
)
def interactions_counted(user, of: MOVED = "all"):
    return {"users": Total(_times(user, of) > 0), "times": Total(_times(user, of))}


@metric(
    grain=collectors,
    name=Text("积分活跃度", "Points active rate"),
    formula=Text("期内获得或兑换积分的会员 ÷ 期末会员", "members who earned or redeemed points in the period ÷ members at its end"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def interacting_members(user, of: MOVED = "all"):
    return Share(_times(user, of) > 0, of=user.member > 0)


@metric(
    grain=READINGS,
    name=Text("积分互动", "Points interactions"),
    formula=Text(
        "期内获得或兑换(可仅计兑换)积分的人数、次数,及其中会员占期末会员的比例",
        "users who earned or redeemed points (or redeemed only), how often, and the members among them ÷ members at the period's end",
    ),
    note=Text("自动随单积分可排除(只看兑换)", "points that come with orders can be left out (redemptions only)"),
    unit=Unit.USERS,
    better=HIGHER,
    parts=INTERACTIONS | {"rate": Part(Text("积分活跃度", "points active rate"), Unit.PERCENT, HIGHER)},
)
def points_interactions(at, of: MOVED = "all"):
    return {name: at(interactions_counted(of=of), part=name) for name in INTERACTIONS} | {"rate": at(interacting_members(of=of))}


POINTS = (
    points_pool_change, points_redemption, points_redemption_rate, points_gifts, points_cost, points_interactions,
)  # fmt: skip
