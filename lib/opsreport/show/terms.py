"""Words of the report that are not a metric's: columns, states, segments, tables, reasons."""

from opsreport.show.format import Locale
from opsreport.tables import EVENTS
from opsreport.words import Text

SEGMENTS = {
    "acquisition_channel": Text("来源渠道", "acquisition channel"),
    "order_channel": Text("下单渠道", "order channel"),
    "event_channel": Text("行为渠道", "event channel"),
    "channel": Text("渠道", "channel"),
    "city": Text("城市", "city"),
    "gender": Text("性别", "gender"),
    "age_band": Text("年龄段", "age band"),
    "tier": Text("会员等级", "tier"),
    "category": Text("品类", "category"),
    "store": Text("门店", "store"),
    "kind": Text("类型", "kind"),
    "aspect": Text("方面", "aspect"),
    "keyword": Text("关键词", "keyword"),
    "feedback_channel": Text("反馈渠道", "feedback channel"),
    "old_buyer": Text("新老客", "new or returning"),
    "touch_channel": Text("触达渠道", "message channel"),
    "campaign": Text("活动", "campaign"),
    "campaign_kind": Text("活动类型", "kind of campaign"),
    "content": Text("内容", "content"),
    "role": Text("岗位", "role"),
    "work_kind": Text("工作类型", "kind of work"),
    "source": Text("数据表", "table"),
}
STATES = {
    "new": Text("新用户", "new"),
    "prospect": Text("潜在", "prospect"),
    "active": Text("活跃", "active"),
    "silent": Text("沉默", "silent"),
    "dormant": Text("休眠", "dormant"),
    "lost": Text("流失", "lost"),
    "dead": Text("长期流失", "long gone"),
    "deleted": Text("已注销", "deleted"),
}
VALUES = STATES | {
    "unknown": Text("未知", "Unknown"),
    "none": Text("无", "none"),
    "total": Text("合计", "total"),
    "rest": Text("其余", "others"),
    "old_customers": Text("老客", "returning customers"),
    "new_customers": Text("新客", "new customers"),
    "rating": Text("评分", "rating"),
    "survey": Text("调查", "survey"),
    "nps": Text("推荐意愿", "recommendation"),
    "complaint": Text("投诉", "complaint"),
    "ticket": Text("工单", "ticket"),
    "suggestion": Text("建议", "suggestion"),
    "incident": Text("事件", "incident"),
    "milestone": Text("里程碑", "milestone"),
    "report": Text("报告", "report"),
    "training": Text("培训", "training"),
    "mystery_shopper": Text("神秘顾客", "mystery shopper"),
    "sms": Text("短信", "SMS"),
    "push": Text("推送", "push"),
    "wechat": Text("微信", "WeChat"),
    "email": Text("邮件", "e-mail"),
    "treatment": Text("实验组", "treated"),
    "holdout": Text("对照组", "held-out"),
    "before": Text("入组前", "before"),
    "difference_in_differences": Text("双重差分", "difference in differences"),
    "before_after": Text("前后对比", "before and after"),
}
COLUMNS = {
    "state": Text("状态", "state"),
    "from": Text("期初状态", "at the start"),
    "users": Text("用户数", "users"),
    "users_at_least": Text("不少于该天数的用户数", "users with at least as many"),
    "share": Text("占比", "share"),
    "active_days": Text("活跃天数", "active days"),
    "day": Text("起始日", "began on"),
    "week": Text("起始周", "began in"),
    "month": Text("起始月", "began in"),
    "quarter": Text("起始季", "began in"),
    "year": Text("起始年", "began in"),
    "segment": Text("分层", "segment"),
    "recency": Text("最近一次距今(天)", "days since the last order"),
    "frequency": Text("下单天数", "order days"),
    "monetary": Text("金额", "amount"),
    "amount": Text("金额", "amount"),
    "orders": Text("订单数", "orders"),
    "sales": Text("销售额", "sales"),
    "sales_share": Text("销售额占比", "share of sales"),
    "step": Text("步骤", "step"),
    "step_conversion": Text("上一步转化", "of the step before"),
    "overall_conversion": Text("占第一步", "of the first step"),
    "median_seconds": Text("中位用时", "median time"),
    "went_on": Text("走到下一步", "went on"),
    "dropoff_rate": Text("流失率", "drop-off rate"),
    "pending": Text("待定", "pending"),
    "event": Text("行为", "event"),
    "next_event": Text("下一个行为", "next event"),
    "times": Text("次数", "times"),
    "mean_seconds": Text("平均间隔", "mean time between"),
    "hour": Text("几点", "hour"),
    "monday": Text("周一", "Monday"),
    "tuesday": Text("周二", "Tuesday"),
    "wednesday": Text("周三", "Wednesday"),
    "thursday": Text("周四", "Thursday"),
    "friday": Text("周五", "Friday"),
    "saturday": Text("周六", "Saturday"),
    "sunday": Text("周日", "Sunday"),
    "cohort": Text("注册期", "registered in"),
    "new_users": Text("新增用户", "new users"),
    "cost": Text("花费", "cost"),
    "cac": Text("获客成本", "CAC"),
    "retention_d1": Text("第1日留存率", "day-1 retention"),
    "retention_d7": Text("第7日留存率", "day-7 retention"),
    "first_purchase_rate": Text("首购率", "first-purchase rate"),
    "value_per_user": Text("人均销售额", "sales per user"),
    "cost_recovered": Text("毛利回本率", "cost recovered"),
    "tier": Text("会员等级", "tier"),
    "members": Text("会员", "members"),
    "opening": Text("期初", "at the start"),
    "came": Text("进入", "came in"),
    "earned": Text("获得", "earned"),
    "customers": Text("顾客", "customers"),
    "alive": Text("仍会回来的占比", "still customers"),
    "order_value": Text("单均金额", "per order"),
    "ltv": Text("预测人均价值", "predicted value per customer"),
    "tested_users": Text("回测人数", "users of the test"),
    "expected_orders": Text("回测预测单数", "orders, predicted in the test"),
    "actual_orders": Text("回测实际单数", "orders, actual"),
    "orders_error": Text("单数误差", "error of orders"),
    "expected_sales": Text("回测预测销售额", "sales, predicted in the test"),
    "actual_sales": Text("回测实际销售额", "sales, actual"),
    "sales_error": Text("销售额误差", "error of sales"),
    "margin": Text("毛利率", "margin"),
    "correlation": Text("单数与金额的相关系数", "correlation of orders and amounts"),
    "at_risk": Text("观察到的人数", "users seen for so long"),
    "ended": Text("流失人数", "lost since the line before"),
    "lost": Text("流失", "lost"),
    "redeemed": Text("兑换", "redeemed"),
    "left": Text("离开", "left"),
    "level": Text("层级", "level"),
    "experiment": Text("实验", "experiment"),
    "arm": Text("组别", "arm"),
    "control": Text("对照组", "control"),
    "method": Text("方法", "method"),
    "control_users": Text("对照组人数", "users of the control"),
    "rate": Text("购买率", "buying rate"),
    "control_rate": Text("对照组购买率", "of the control"),
    "difference": Text("差值", "difference"),
    "low": Text("区间下限", "from"),
    "high": Text("区间上限", "to"),
    "relative": Text("相对提升", "relative"),
    "p": Text("p值", "p"),
    "spend": Text("人均销售额", "sales per user"),
    "control_spend": Text("对照组人均销售额", "of the control"),
    "spend_difference": Text("人均差值", "difference"),
    "spend_low": Text("人均区间下限", "from"),
    "spend_high": Text("人均区间上限", "to"),
    "uneven_p": Text("分组比例p值", "sample-ratio p"),
    "campaign": Text("活动", "campaign"),
    "name": Text("名称", "name"),
    "starts_on": Text("开始日", "starts on"),
    "days": Text("天数", "days"),
    "participants": Text("参与人数", "participants"),
    "usual_sales": Text("前期同样天数销售额", "as many days before"),
    "lift": Text("提升", "lift"),
    "sales_after": Text("后期同样天数销售额", "as many days after"),
    "dip": Text("之后变化", "change after"),
}
TABLES = {
    "users": Text("用户", "users"),
    "events": Text("用户行为", "events"),
    "orders": Text("订单", "orders"),
    "refunds": Text("退款", "refunds"),
    "channel_days": Text("渠道投放", "channel days"),
    "campaigns": Text("营销活动", "campaigns"),
    "touches": Text("触达", "messages"),
    "coupons": Text("优惠券", "coupons"),
    "points": Text("积分", "points"),
    "recharges": Text("储值", "stored value"),
    "tiers": Text("会员等级变更", "tier changes"),
    "assignments": Text("实验分组", "experiment arms"),
    "feedback": Text("反馈", "feedback"),
    "work_items": Text("工作事项", "work items"),
    "manual_figures": Text("外部数字", "manual figures"),
}
NEEDED = {  # what a shop would call the thing that is missing
    "channel_days.cost": Text("渠道花费", "marketing costs"),
    "channel_days.visitors": Text("渠道访客数", "channel visitors"),
    "orders.amount": Text("订单金额", "order amounts"),
    "feedback.score": Text("评分", "scores"),
    "feedback.first_response_at": Text("首次响应时间", "first response times"),
    "feedback.resolved_at": Text("解决时间", "resolution times"),
    "users.registered_at": Text("注册时间", "registration times"),
}
STANDS_FOR = {"channel_days": Text("渠道花费或访客", "marketing costs or visitors")}  # of tables that nobody calls by their name
REASONS = {
    "zero_denominator": Text("无从计算：分母为0", "nobody to count: the denominator is 0"),
    "incomplete": Text("观察期未满，暂不能计算", "its window is still open"),
    "suppressed": Text("人数太少，不显示", "too few people to show"),
    "not_observed": Text("这一期没有数据", "no data of this period"),
    "no_base": Text("没有可比的基期", "nothing to compare with"),
    "too_short": Text("这一期太短，不适用", "the period is too short for it"),
    "no_backtest": Text("历史太短，预测无从回测", "too little history to test the forecast on"),
    "no_fit": Text("模型与数据不符，不作预测", "the model does not fit the data"),
    "extra_missing": Text("未安装预测组件（forecast）", "the extra `forecast` is not installed"),
}
PERIODS = {  # after a number
    "day": Text("日", "days"),
    "week": Text("周", "weeks"),
    "month": Text("个月", "months"),
    "quarter": Text("个季度", "quarters"),
    "year": Text("年", "years"),
    "range": Text("期", "periods"),
}
HOLIDAY_PERIODS = {  # after the names of holidays
    "day": Text("当天", "days"),
    "week": Text("所在周", "weeks"),
    "month": Text("所在月份", "months"),
    "quarter": Text("所在季度", "quarters"),
    "year": Text("所在年份", "years"),
    "range": Text("期间", "periods"),
}
ONE_PERIOD = {
    "day": Text("日期", "Day"),
    "week": Text("周", "Week"),
    "month": Text("月份", "Month"),
    "quarter": Text("季度", "Quarter"),
    "year": Text("年份", "Year"),
    "range": Text("期间", "Period"),
}


def value_word(value: object, locale: Locale) -> str:
    """A value of a segment or of a table in words: as the shop calls it, else as we do; one that has no name is printed as it is."""
    if value is None or value == "":
        return locale[VALUES["unknown"]]
    known = locale.names.get(value) or VALUES.get(value)
    return locale[known] if known else str(value)


def segment_value(segment: str, value: object, locale: Locale) -> str:
    """A value of a segment in words."""
    if (segment, value) in locale.names:
        return locale[locale.names[segment, value]]
    return locale[TABLES[value]] if segment == "source" and value in TABLES else value_word(value, locale)


def segment_values(segment: dict, locale: Locale) -> str:
    """All values of a segment in words: 短视频 · 上海."""
    return " · ".join(segment_value(name, value, locale) for name, value in segment.items())


def event_word(event: str, locale: Locale) -> str:
    """What users do, in words; a channel may be called `search` and stays so, so that this is said of events only."""
    return locale[EVENTS[event]] if event in EVENTS else value_word(event, locale)


def column_word(column: str, language: str) -> str:
    """A table's column in words."""
    for known in (COLUMNS, STATES, SEGMENTS):
        if column in known:
            return known[column][language]
    if column.endswith("_share") and column.removesuffix("_share") in STATES:
        state = STATES[column.removesuffix("_share")][language]
        return f"{state}占比" if language == "zh" else f"{state}, share"
    return column.replace("_", " ")


def segment_word(segment: str, language: str) -> str:
    return SEGMENTS[segment][language] if segment in SEGMENTS else segment.replace("_", " ")
