"""Referral: users who bring users."""

from opsreport.grains.referrals import referred, referred_orders
from opsreport.kinds import Total
from opsreport.metric import Option, metric
from opsreport.metrics.options import VALUE
from opsreport.units import HIGHER, Unit
from opsreport.words import Text

SINCE = Option(
    Text("注册后", "since registering"),
    {"all": Text("不限", "any time")} | {n: Text(f"{n}天内", f"within {n} days") for n in (30, 90, 180, 365)},
)


@metric(
    grain=referred,
    name=Text("裂变新用户数", "Referred new users"),
    formula=Text("期内注册、由其他用户邀请的用户", "users who registered in the period and were invited by another user"),
    unit=Unit.USERS,
    better=HIGHER,
)
def referral_new_users(user):
    return Total(user.referred)


@metric(
    grain=referred_orders,
    name=Text("裂变金额", "Referral-driven sales"),
    formula=Text("被邀请用户在期内的销售额(可限注册后若干天)", "sales of the period to referred users (can be limited to days since registering)"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def referral_sales(order, within: SINCE = "all", refunds: VALUE = None):
    return Total(order.worth if within == "all" else (order.age <= within).ifelse(order.worth, 0))


REFERRAL = (referral_new_users, referral_sales)
