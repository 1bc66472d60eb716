"""The foot of a page: where its figures come from, and what differs from what was published before."""

import datetime as dt

from opsreport.report import restatement
from opsreport.report.chrome import Chrome
from opsreport.show.format import COLON, COMMA, Locale
from opsreport.show.markup import Html, element, html
from opsreport.words import Text

PERIOD, DAYS = Text("期间", "Period"), Text("{first}至{last}", "{first} to {last}")
INPUTS = Text("数据来源", "Inputs")
COUNTED = (
    (Text("1张表", "one table"), Text("{n}张表", "{n} tables")),
    (Text("1个文件", "one file"), Text("{n}个文件", "{n} files")),
    (Text("1行", "one row"), Text("{n}行", "{n} rows")),
)
HEADS = (Text("表", "Table"), Text("文件", "Files"), Text("行", "Rows"), Text("指纹", "Hash"))
CAPTION = Text("各表读入的文件与行数", "Files and rows read, by table")


def foot(chrome: Chrome, locale: Locale) -> Html:
    days = DAYS.format(first=str(chrome.period.start), last=str(chrome.period.end - dt.timedelta(days=1)))
    pairs = [(PERIOD, days), *chrome.provenance]
    said = [(label[locale.language], value[locale.language] if isinstance(value, Text) else value) for label, value in pairs]
    return html(
        element("div", {"class": "restated", "id": "restated"}, restatement.told(chrome.restated, locale)) if chrome.restated else None,
        element("dl", {}, [html(element("dt", {}, label), element("dd", {}, value)) for label, value in said]),
        _inputs(chrome.inputs, locale) if chrome.inputs else None,
    )


def _inputs(inputs, locale):
    """In a line, and by table one tap away."""
    numbers = (len(inputs), sum(each.files for each in inputs), sum(each.rows for each in inputs))
    counted = [locale[(one if n == 1 else many).format(n=f"{n:,}")] for n, (one, many) in zip(numbers, COUNTED, strict=True)]
    head = element("tr", {}, [element("th", {"scope": "col"}, locale[each]) for each in HEADS])
    rows = [
        element("tr", {}, element("th", {"scope": "row"}, locale[each.table]), [element("td", {}, cell) for cell in _cells(each)]) for each in inputs
    ]
    made = element("table", {}, element("caption", {}, locale[CAPTION]), element("thead", {}, head), element("tbody", {}, rows))
    summary = element("summary", {}, f"{locale[INPUTS]}{locale[COLON]}{locale[COMMA].join(counted)}")
    return element("details", {"class": "inputs"}, summary, made)


def _cells(each):
    return f"{each.files:,}", f"{each.rows:,}", each.sha256
