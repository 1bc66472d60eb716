"""Units of figures."""

from enum import StrEnum

from opsreport.words import Text


class Unit(StrEnum):
    """What a figure is counted in. A rate is kept as a fraction: 0.25 is 25 %, or 25 percentage points."""

    USERS = "users"
    ORDERS = "orders"
    ROWS = "rows"
    COUPONS = "coupons"
    PERCENT = "percent"
    PP = "pp"  # the difference of two rates, in percentage points
    MONEY = "money"
    TIMES = "times"  # a number per something: orders per buyer
    RATIO = "ratio"  # x: how many times as much
    INDEX = "index"  # a number by itself, such as a Gini coefficient
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    POINTS = "points"  # -100 to 100, and scores
    STARS = "stars"

    @property
    def word(self) -> Text:
        return WORDS[self]


WORDS = {
    Unit.USERS: Text("人", "users"),
    Unit.ORDERS: Text("单", "orders"),
    Unit.ROWS: Text("条", "rows"),
    Unit.COUPONS: Text("张", "coupons"),
    Unit.PERCENT: Text("%", "%"),
    Unit.PP: Text("个百分点", "pp"),
    Unit.MONEY: Text("元", ""),  # the currency's own sign or word takes this place
    Unit.TIMES: Text("次", "times"),
    Unit.RATIO: Text("倍", "×"),
    Unit.INDEX: Text("", ""),
    Unit.DAYS: Text("天", "days"),
    Unit.HOURS: Text("小时", "hours"),
    Unit.MINUTES: Text("分钟", "minutes"),
    Unit.SECONDS: Text("秒", "seconds"),
    Unit.MILLISECONDS: Text("毫秒", "ms"),
    Unit.POINTS: Text("分", "points"),
    Unit.STARS: Text("星", "stars"),
}
RATES = (Unit.PERCENT, Unit.PP)  # that are kept as a fraction
HIGHER, LOWER, NEUTRAL = "higher", "lower", "neutral"  # which way is better
