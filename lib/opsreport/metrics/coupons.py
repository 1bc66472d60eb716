"""Coupons and discounts: how many are issued, claimed and used, and what they cost and bring."""

from opsreport.grains.coupons import claimed, coupon_orders, coupons, issued, valid
from opsreport.grains.orders import orders
from opsreport.kinds import Rate, Ratio, Share, Total
from opsreport.metric import READINGS, Option, metric
from opsreport.metrics.options import VALUE
from opsreport.periods import days_after
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

LIMIT = Option(
    Text("时限", "within"),
    {"validity": Text("有效期内", "its validity")} | {n: Text(f"{n}天内", f"{n} days") for n in (7, 14, 30, 60, 90)},
)
FORM = Option(
    Text("口径", "reading"),
    {"cohort": Text("按领取批次", "of those claimed in the period"), "period": Text("期内核销 ÷ 期内有效", "used in the period ÷ valid in it")},
)


@metric(
    grain=issued,
    name=Text("优惠券发放量", "Coupons issued"),
    formula=Text("期内发放的优惠券", "coupons issued in the period"),
    note=Text("自动发放的券也计", "coupons issued automatically count too"),
    unit=Unit.COUPONS,
    better=HIGHER,
)
def coupon_issued(coupon):
    return Total(coupon.one)


@metric(
    grain=claimed,
    name=Text("优惠券领取量", "Coupons claimed"),
    formula=Text("期内领取的优惠券", "coupons claimed in the period"),
    note=Text("自动到账的券没有领取一步,不计", "a coupon that needs no claiming is not claimed"),
    unit=Unit.COUPONS,
    better=HIGHER,
)
def coupon_claimed(coupon):
    return Total(coupon.one)


def within(coupon, done, limit):
    """Whether it was `claimed` or `used` within the limit."""
    return (coupon[done] > 0) if limit == "validity" else coupon[f"{done}_after"] <= limit


def matured(coupon, limit):
    """When a share of coupons is known: when the limit has passed for all of them, whatever became of them."""
    return dict(pending=coupon.over == 0) if limit == "validity" else dict(observed=days_after(limit))


@metric(
    grain=issued,
    name=Text("领券率", "Coupon claim rate"),
    formula=Text(
        "期内发放的优惠券中,有效期(可设)内被领取者的占比", "of the coupons issued in the period, those claimed within their validity (can be set)"
    ),
    note=Text("还有券未过领取期就为空,不按结果剔除", "null while any coupon can still be claimed; none is left out by outcome"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def coupon_claim_rate(coupon, limit: LIMIT = "validity"):
    return Share(within(coupon, "claimed", limit), of=coupon.one > 0, **matured(coupon, limit))


def coupons_by_form(form, limit):
    """Coupons claimed in a period, or those that could be used in it."""
    return coupons("claimed") if form == "cohort" else valid(limit)


@metric(
    grain=coupons_by_form,
    name=Text("核销率", "Coupon redemption rate"),
    formula=Text(
        "期内领取的优惠券中,有效期(可设)内核销者的占比,整批到期后可知;或期内核销 ÷ 期内有效的券",
        "of the coupons claimed in the period, those used within their validity (can be set), known when all of them have run out; "
        "or coupons used ÷ coupons valid in the period",
    ),
    note=Text(
        "同期群口径:整批有效期都过了才算数,不是只数已用和过期的",
        "by cohort: known when the whole batch has run out, never from the used and expired ones alone",
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def coupon_redemption_rate(coupon, form: FORM = "cohort", limit: LIMIT = "validity"):
    if form == "period":
        return Rate(coupon.spent, of=coupon.held + coupon.came)
    return Share(within(coupon, "used", limit), of=coupon.one > 0, **matured(coupon, limit))


@metric(
    grain=coupon_orders,
    name=Text("用券订单毛利", "Gross profit of coupons' orders"),
    formula=Text("期内用券订单的毛利之和", "the sum of the gross profit of orders on which coupons were used in the period"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def coupon_profit(coupon, refunds: VALUE = None):
    return Total(coupon.profit)


@metric(
    grain=coupon_orders,
    name=Text("核销面额", "Face value used"),
    formula=Text("期内核销的优惠券面额之和", "the sum of the face value of coupons used in the period"),
    unit=Unit.MONEY,
    better=NEUTRAL,
)
def coupon_face_value(coupon, refunds: VALUE = None):
    return Total(coupon.face_value)


@metric(
    grain=READINGS,
    name=Text("用券ROI(归因)", "Coupon ROI (attributed)"),
    formula=Text(
        "(用券订单的券前毛利 − 核销面额) ÷ 核销面额;按用券归因,非增量",
        "(gross profit of the coupons' orders before the coupons − face value used) ÷ face value used; attributed by use, not incremental",
    ),
    note=Text("归因口径,非增量;用券者本来也可能买", "attributed, not incremental: users of a coupon might have bought anyway"),
    unit=Unit.PERCENT,
    better=NEUTRAL,
)
def coupon_roi(at, refunds: VALUE = None):
    return at(coupon_profit(refunds=refunds)).over(at(coupon_face_value(refunds=refunds)))  # the amount paid is less the coupon already


@metric(
    grain=orders,
    name=Text("优惠成本率", "Discount rate"),
    formula=Text("优惠金额 ÷ (销售额 + 优惠金额)", "discounts ÷ (sales + discounts)"),
    note=Text("未填优惠金额的订单按0计", "an order without a stated discount has none"),
    unit=Unit.PERCENT,
    better=NEUTRAL,
)
def discount_rate(order, refunds: VALUE = None):
    return Ratio(order.discount, order.worth + order.discount)


COUPONS = (coupon_issued, coupon_claimed, coupon_claim_rate, coupon_redemption_rate, coupon_roi, discount_rate)
