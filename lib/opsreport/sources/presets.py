"""The names that shops' exports give to our columns, and to the values of some of them: what `opsreport init` knows.

Taobao and Tmall (淘宝/天猫), JD (京东), Youzan (有赞), Shopify, and plain English and Chinese words. Names are compared without spaces, signs and
case; the first one that a file has is taken.
"""

USER = (
    "user_id", "uid", "用户编号", "用户ID", "用户id", "会员编号", "会员ID", "会员号", "客户编号", "客户ID", "买家ID", "买家编号", "买家会员名",
    "买家昵称", "下单帐号", "下单账号",
    "客户账号", "买家手机号", "customer_id", "customer unique id", "member_id", "buyer_id", "account_id", "Customer Email", "Email", "会员卡号",
    "用户", "会员", "买家", "user", "customer",
)  # fmt: skip
ORDER = (
    "order_id",
    "订单编号",
    "订单号",
    "主订单编号",
    "子母订单编号",
    "交易编号",
    "交易号",
    "单号",
    "order_no",
    "order_number",
    "order_sn",
    "InvoiceNo",
    "Invoice",
    "Name",
    "order",
)
CAMPAIGN = ("campaign_id", "活动编号", "活动ID", "utm_campaign", "campaign")
COUPON = ("coupon_id", "优惠券编号", "优惠券ID", "券号", "Discount Code", "coupon")
WHEN = (
    "occurred_at",
    "发生时间",
    "事件时间",
    "行为时间",
    "变动时间",
    "交易时间",
    "时间",
    "event_time",
    "timestamp",
    "time",
    "datetime",
    "created_at",
    "ts",
    "date",
)

NAMES = {
    "orders": {
        "order_id": ORDER,
        "user_id": USER,
        "paid_at": (
            "paid_at", "订单付款时间", "付款时间", "支付时间", "买家付款时间", "付款确认时间", "支付完成时间", "成交时间", "Paid at",
            "payment_time", "pay_time", "paid_time", "payment date",
            "order_approved_at", "InvoiceDate", "order_date", "purchase_date", "order_purchase_timestamp", "date", "日期", "下单时间",
            "订单创建时间", "Created at",
        ),
        "amount": (
            "amount", "买家实际支付金额", "订单实付金额", "实付金额", "实际支付金额", "支付金额", "实收金额", "实付款", "应付金额", "订单金额",
            "结算金额", "Total", "paid_amount", "order_amount",
            "total_amount", "total_price", "payment_value", "order_total", "总金额", "金额", "成交金额", "dollar_value",
        ),
        "ordered_at": ("ordered_at", "订单创建时间", "下单时间", "拍下时间", "创建时间", "Created at", "order_time", "create_time"),
        "status": ("status", "订单状态", "交易状态", "Financial Status", "order_status", "状态", "state"),
        "discount": ("discount", "优惠金额", "订单优惠金额", "优惠总额", "Discount Amount", "discount_amount"),
        "cost": ("cost", "商品成本", "成本", "cost_amount"),
        "coupon_id": COUPON,
        "campaign_id": CAMPAIGN,
        "channel": ("channel", "下单渠道", "订单来源", "渠道", "来源", "Source", "source_name", "order_channel"),
        "category": ("category", "类目", "品类", "商品类目", "商品分类"),
        "store": ("store", "门店", "店铺名称", "店铺", "store_name", "shop"),
        "items": (
            "items", "宝贝总数量", "商品数量", "订购数量", "件数", "购买数量", "Lineitem quantity", "quantity", "qty", "数量", "number_of_cds",
        ),
    },
    "refunds": {
        "order_id": ORDER,
        "refunded_at": ("refunded_at", "退款完结时间", "退款完成时间", "退款成功时间", "退款时间", "售后完成时间", "refund_time", "refund_date"),
        "amount": ("退款金额", "退款总金额", "实退金额", "买家退款金额", "refund_amount", "refunded_amount", "amount"),
    },
    "users": {
        "user_id": USER,
        "registered_at": (
            "registered_at", "注册时间", "注册日期", "register_time", "registration_date", "signup_date", "signed_up_at", "sign_up_time",
            "join_date", "created_at", "成为客户时间",
        ),
        "channel": ("channel", "来源渠道", "注册渠道", "渠道", "来源", "source", "utm_source", "acquisition_channel"),
        "city": ("city", "城市", "所在城市", "customer_city"),
        "gender": ("gender", "性别", "sex"),
        "age_band": ("age_band", "年龄段", "age_group"),
        "member_since": ("member_since", "入会时间", "开卡时间"),
        "tier": ("tier", "会员等级", "等级", "level", "member_level"),
        "referrer_id": ("referrer_id", "邀请人", "推荐人", "邀请人编号", "invited_by", "referrer"),
        "merged_into": ("merged_into", "合并至", "合并到"),
        "deleted_at": ("deleted_at", "注销时间", "deactivated_at"),
        "is_test": ("is_test", "测试账号", "是否测试", "test"),
    },
    "events": {
        "occurred_at": WHEN,
        "event": ("event", "事件", "行为", "事件名称", "行为类型", "event_name", "event_type", "behavior", "behavior_type", "action"),
        "user_id": USER,
        "visitor_id": ("visitor_id", "openid", "访客编号", "访客ID", "设备ID", "device_id", "anonymous_id", "distinct_id", "client_id"),
        "session_id": ("session_id", "会话编号", "会话ID", "session"),
        "object_id": ("object_id", "对象编号", "商品编号", "商品ID", "内容ID", "item_id", "product_id", "goods_id", "sku_id"),
        "channel": ("channel", "渠道", "平台", "platform", "source"),
        "duration_s": ("duration_s", "时长", "停留时长", "duration"),
        "campaign_id": CAMPAIGN,
        "value": ("value", "数值"),
    },
    "feedback": {
        "feedback_id": (
            "feedback_id", "反馈编号", "评价编号", "评价ID", "工单号", "工单编号", "投诉编号", "问卷编号", "review_id", "ticket_id", "survey_id",
            "case_id", "response_id",
        ),
        "created_at": (
            "created_at", "提交时间", "评价时间", "反馈时间", "创建时间", "投诉时间", "review_date", "review_time", "review_answer_timestamp",
            "submitted_at", "answered_at",
        ),
        "kind": ("kind", "反馈类型", "工单类型", "问卷类型", "type", "类型"),
        "user_id": USER,
        "order_id": ORDER,
        "aspect": ("aspect", "评价维度", "问题分类", "问题类型", "方面"),
        "score": ("score", "星级", "评分", "得分", "评价得分", "打分", "rating", "stars", "review_score", "nps_score"),
        "scale_max": ("scale_max", "满分", "max_score"),
        "text": ("text", "评价内容", "内容", "反馈内容", "文字反馈", "comment", "review", "message"),
        "channel": ("channel", "受理渠道", "反馈渠道", "渠道"),
        "first_response_at": ("first_response_at", "首次响应时间", "首次回复时间", "first_reply_at"),
        "resolved_at": ("resolved_at", "解决时间", "完结时间", "closed_at", "solved_at"),
        "resolved": ("resolved", "是否解决", "用户确认解决"),
    },
    "channel_days": {
        "day": ("day", "日期", "统计日期", "date"),
        "channel": ("channel", "渠道", "投放渠道", "媒体", "utm_source", "source"),
        "impressions": ("impressions", "曝光", "曝光量", "展现量", "展示次数"),
        "clicks": ("clicks", "点击", "点击量", "点击次数"),
        "visits": ("visits", "访问次数", "访问量", "sessions", "PV"),
        "visitors": ("visitors", "访客数", "UV", "users"),
        "cost": ("cost", "花费", "花费(元)", "消耗", "费用", "spend", "ad_spend"),
    },
    "campaigns": {
        "campaign_id": CAMPAIGN,
        "name": ("活动名称", "campaign_name", "name", "名称"),
        "kind": ("活动类型", "kind", "type", "类型"),
        "channel": ("触达渠道", "渠道", "channel"),
        "starts_at": ("starts_at", "开始时间", "start_time", "start_date", "start"),
        "ends_at": ("ends_at", "结束时间", "end_time", "end_date", "end"),
        "cost": ("cost", "预算支出(元)", "花费", "费用", "budget"),
    },
    "touches": {
        "touch_id": ("touch_id", "触达编号", "消息编号", "msg_id", "message_id"),
        "user_id": USER,
        "channel": ("channel", "触达渠道", "发送渠道", "渠道"),
        "sent_at": ("sent_at", "发送时间", "send_time"),
        "campaign_id": CAMPAIGN,
        "delivered_at": ("delivered_at", "送达时间"),
        "opened_at": ("opened_at", "打开时间"),
        "clicked_at": ("clicked_at", "点击时间"),
        "unsubscribed_at": ("unsubscribed_at", "退订时间"),
    },
    "coupons": {
        "coupon_id": COUPON,
        "user_id": USER,
        "issued_at": ("issued_at", "发放时间", "发券时间", "issue_time"),
        "campaign_id": CAMPAIGN,
        "claimed_at": ("claimed_at", "领取时间"),
        "used_at": ("used_at", "使用时间", "核销时间"),
        "order_id": ORDER,
        "face_value": ("face_value", "面额", "优惠券金额"),
        "expires_at": ("expires_at", "到期时间", "过期时间", "失效时间"),
    },
    "points": {
        "user_id": USER,
        "occurred_at": WHEN,
        "delta": ("delta", "变动值", "积分变动", "变动积分", "points"),
        "kind": ("kind", "变动类型", "类型"),
        "cost": ("cost", "积分成本"),
        "expires_at": ("expires_at", "到期时间", "过期时间"),
    },
    "recharges": {
        "user_id": USER,
        "occurred_at": ("recharged_at", "充值时间", *WHEN),
        "amount": ("充值金额", "储值金额", "变动金额", "recharge_amount", "金额", "amount"),
    },
    "tiers": {
        "user_id": USER,
        "changed_at": ("changed_at", "变更时间", "等级变更时间"),
        "tier": ("tier", "新等级", "变更后等级", "new_tier"),
        "previous_tier": ("previous_tier", "原等级", "变更前等级", "old_tier"),
    },
    "assignments": {
        "experiment": ("experiment", "实验", "实验名称", "experiment_id"),
        "user_id": USER,
        "variant": ("variant", "组别", "实验组", "arm", "group"),
        "assigned_at": ("assigned_at", "分组时间", "分流时间"),
    },
}  # fmt: skip

# A price and a quantity that stand for an amount where no amount is given.
PRICES = ("UnitPrice", "unit_price", "Price", "单价", "商品单价", "价格", "Lineitem price")
QUANTITIES = ("Quantity", "quantity", "qty", "数量", "购买数量", "订购数量", "Lineitem quantity")
# Columns that only a line of an order has.
LINE_MARKS = (
    "Lineitem name", "Lineitem sku", "商品名称", "商品ID", "商品编号", "宝贝标题", "标题", "sku", "sku_id", "SKU编码", "规格", "product_name",
    "product_id", "item_name", "StockCode",
    "Description", "子订单编号", "商家编码", "item", "product",
)  # fmt: skip

# Whose export it is, by columns that only theirs have.
PLATFORMS = {
    "淘宝/天猫": ("买家会员名", "宝贝标题", "买家实际支付金额", "宝贝总数量"),
    "京东": ("下单帐号", "京东价", "订购数量", "付款确认时间", "订单类型"),
    "有赞": ("买家手机号", "订单实付金额", "买家付款时间", "订单商品状态", "归属店铺"),
    "Shopify": ("Financial Status", "Lineitem name", "Fulfillment Status", "Lineitem quantity"),
}

VALUES = {
    ("orders", "status"): {
        "paid": (
            "交易成功", "买家已付款,等待卖家发货", "买家已付款，等待卖家发货", "卖家已发货,等待买家确认", "卖家已发货，等待买家确认", "等待出库",
            "等待确认收货", "已完成", "完成", "已付款", "已支付", "待发货",
            "已发货", "待收货", "已收货", "已签收", "交易完成", "待评价", "paid", "partially_refunded", "refunded", "completed", "complete",
            "delivered", "shipped", "fulfilled", "processing",
            "invoiced", "approved", "success", "finished",
        ),
        "unpaid": (
            "等待买家付款", "等待付款", "待付款", "待支付", "未付款", "未支付", "pending", "unpaid", "authorized", "awaiting payment",
            "partially_paid", "created",
        ),
        "cancelled": ("已取消", "取消", "(删除)等待付款", "cancelled", "canceled", "voided"),
        "closed": ("交易关闭", "已关闭", "关闭", "closed", "expired", "unavailable", "failed"),
    },
    ("feedback", "kind"): {
        "rating": ("评价", "好评", "中评", "差评", "review", "rating"),
        "survey": ("满意度", "问卷", "调查", "survey", "csat"),
        "nps": ("NPS", "nps"),
        "complaint": ("投诉", "complaint"),
        "ticket": ("咨询", "工单", "售后", "ticket", "question", "inquiry"),
        "suggestion": ("建议", "suggestion"),
        "mystery_shopper": ("神秘顾客", "mystery shopper"),
    },
    ("points", "kind"): {
        "earn": ("获得", "获取", "收入", "earn"),
        "redeem": ("兑换", "使用", "消费", "支出", "redeem"),
        "expire": ("过期", "失效", "expire"),
        "adjust": ("调整", "adjust"),
    },
    ("events", "event"): {
        "visit": ("访问", "visit", "app_open", "open", "page_view", "pv", "session_start"),
        "login": ("登录", "login", "log_in", "user_login"),
        "register": ("注册", "register", "sign_up", "signup"),
        "search": ("搜索", "search"),
        "view": ("浏览", "浏览商品", "view", "product_view", "view_item", "goods_view"),
        "add_cart": ("加购", "加入购物车", "add_cart", "add_to_cart", "cart", "cart_add"),
        "checkout": ("结算", "去结算", "checkout", "begin_checkout"),
        "pay": ("支付", "购买", "pay", "buy", "purchase", "pay_success"),
        "share": ("分享", "share"),
        "comment": ("评论", "comment"),
        "like": ("点赞", "收藏", "like", "fav"),
        "sign_in": ("签到", "sign_in", "checkin"),
        "invite": ("邀请", "invite"),
    },
}  # fmt: skip

# The kind of feedback that a file holds, by the name of its id, where no column says it.
FEEDBACK_KINDS = {
    "rating": ("评价编号", "评价ID", "review_id"),
    "ticket": ("工单号", "工单编号", "ticket_id", "case_id"),
    "complaint": ("投诉编号",),
    "survey": ("问卷编号", "survey_id", "response_id"),
}
# Formats of moments beside the ISO ones, tried in this order; those in the same group read the same text differently.
FORMATS = (
    ("%Y年%m月%d日 %H:%M:%S",), ("%Y年%m月%d日 %H:%M",), ("%Y年%m月%d日",), ("%Y.%m.%d %H:%M:%S",), ("%Y.%m.%d %H:%M",), ("%Y.%m.%d",),
    ("%Y%m%d%H%M%S",), ("%Y%m%d",),
    ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"), ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"), ("%d/%m/%Y", "%m/%d/%Y"), ("%d.%m.%Y %H:%M:%S",),
    ("%d.%m.%Y %H:%M",), ("%d.%m.%Y",),
    ("%d-%m-%Y %H:%M:%S", "%m-%d-%Y %H:%M:%S"), ("%d-%m-%Y", "%m-%d-%Y"), ("%b %d, %Y",), ("%d %b %Y",), ("%m/%d/%Y %I:%M %p",),
)  # fmt: skip
