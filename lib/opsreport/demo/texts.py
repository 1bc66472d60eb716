"""What the demo shop's users say. Invented, as are the telephone numbers; some of it is hostile, as in life."""

GOOD = {
    "商品": (
        "大米很香，一家人都爱吃，已经回购三次了",
        "品质不错，和图片一致",
        "水果很新鲜，个头也大👍",
        "Good quality, will buy again.",
        "茶叶味道醇厚，送朋友很有面子",
        "包装精致，日期新鲜",
    ),
    "物流": ("物流很快，第二天就到了", "快递小哥送货上门，态度很好", "Fast delivery, well packed", "下单当天就发货了"),
    "服务": ("客服很耐心，问题当场解决", "售后处理得很快，好评", "Great service!", "店员热情，教会我用小程序下单"),
    "价格": ("用了券很划算", "比超市便宜，活动力度大", "性价比高"),
}
BAD = {
    "商品": (
        "坏果太多，一箱坏了三分之一",
        "和描述不符，颜色差很多",
        "快过期了才发货，很失望",
        "Not as described, the box was open.",
        "味道不对，怀疑不是正品",
    ),
    "物流": (
        "等了八天还没到，物流信息一直不更新",
        "快递放驿站不通知，菜都蔫了",
        "包裹破损，里面的瓶子碎了",
        "Still waiting for my parcel after a week!",
    ),
    "服务": ("客服半天不回复，回复了也是机器人", "说好退款，一周了没到账", "打了三次电话都没人接", "No answer from support for two days."),
    "价格": ("刚买完就降价，不给保价", "运费太贵", "券用不了，提示不满足条件"),
}
LATE = (
    "仓库进水了也不说一声，等了十天",
    "物流停在杭州一周不动",
    "生鲜到了全坏了，要求赔付",
    "催了五次发货都没人理",
    "Parcel stuck in the east warehouse for 9 days",
)
SUGGESTIONS = (
    "希望增加小包装的米",
    "能不能支持预约送货时间",
    "建议小程序首页加上常购清单",
    "希望会员日多一点生鲜的券",
    "Please add an English version of the app",
    "门店自提的指示牌不好找",
    "积分能抵运费就好了",
)
HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "=1+1",
    '=HYPERLINK("http://example.invalid","点我领券")',
    "@SUM(A1:A9)",
    "'; DROP TABLE orders; --",
    "价格 $50_$60，也太贵了",
    "{{7*7}} ${7*7} %s %n",
    '多行评价\n第二行, 有逗号\n第三行"有引号"',
    "[点我](javascript:alert(1)) | 列 | **粗**",
    "好评\u202e好评\u200b!",
    "á" * 120,
)
CONTACT = ("我的电话是 {phone}，请尽快联系我", "打 {phone} 没人接", "加我微信 {phone} 退差价", "Call me: +86 {phone}")
EMPTY_PRAISE = ("此用户没有填写评价。", "", "好", "不错", "👍👍👍")
