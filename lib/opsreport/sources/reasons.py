"""Why a row is set aside."""

from opsreport.words import Text

SHORT = "short_row"
LONG = "long_row"
HUGE = "huge_row"
NOT_JSON = "not_json"
EMPTY = "empty"
NOT_A_NUMBER = "not_a_number"
NOT_WHOLE = "not_whole"
TOO_FINE = "too_fine"
TOO_LARGE = "too_large"
NOT_A_FLAG = "not_a_flag"
NOT_A_MOMENT = "not_a_moment"
NOT_A_DAY = "not_a_day"
AMBIGUOUS = "ambiguous"
SKIPPED = "skipped_time"
NOT_ALLOWED = "not_allowed"
TOO_LOW = "too_low"
TOO_HIGH = "too_high"
NONE_OF = "none_of"
DISAGREE = "lines_disagree"
CONFLICT = "conflicting_versions"

REASONS = {
    SHORT: Text("列数比表头少", "has fewer fields than the header"),
    LONG: Text("列数比表头多", "has more fields than the header"),
    HUGE: Text("一行过长", "is longer than 2 MB"),
    NOT_JSON: Text("不是 JSON 对象", "is not a JSON object"),
    EMPTY: Text("为空", "is empty"),
    NOT_A_NUMBER: Text("不是数字", "is not a number"),
    NOT_WHOLE: Text("不是整数", "is not a whole number"),
    TOO_FINE: Text("小数超过 4 位", "has more than 4 decimal places"),
    TOO_LARGE: Text("数字过大", "is too large"),
    NOT_A_FLAG: Text("不是“是”或“否”", "is neither yes nor no"),
    NOT_A_MOMENT: Text("不是所声明格式的时间", "is not a time in the declared format"),
    NOT_A_DAY: Text("不是所声明格式的日期", "is not a date in the declared format"),
    AMBIGUOUS: Text("符合两种时间格式,结果不同", "fits two declared formats with different results"),
    SKIPPED: Text("夏令时跳过的时间,当地不存在", "is a local time that the clocks skip"),
    NOT_ALLOWED: Text("不在允许的取值内", "is not one of the values allowed"),
    TOO_LOW: Text("低于下限", "is too low"),
    TOO_HIGH: Text("高于上限", "is too high"),
    NONE_OF: Text("这几列不能都为空", "are all empty: one is needed"),
    DISAGREE: Text("同组各行的值不一致", "differs between the lines of one group"),
    CONFLICT: Text("同一编号有内容不同的多个版本", "has several versions that differ"),
}
