"""What stands at the foot of a page: where its figures come from. Nothing that differs between two runs of the same inputs, parameters and code."""

import hashlib
from collections.abc import Iterable

from opsreport.metrics.options import COUNTS, VALUE
from opsreport.report.chrome import Input
from opsreport.run import provenance
from opsreport.show import terms
from opsreport.words import Text

LABELS = {
    "until": Text("数据截至", "Data until"),
    "zone": Text("时区", "Time zone"),
    "refunds": Text("退款口径", "Refunds"),
    "code": Text("代码版本", "Code"),
    "parameters": Text("参数指纹", "Parameters"),
    "run": Text("运行编号", "Run"),
}
REFUNDS = Text("金额{value}，订单数{counts}", "amounts {value}, orders {counts}")
SHORT = 8  # digits of a hash that a person compares


def lines(shop, period, identity: str) -> list[tuple[Text, Text | str]]:
    refunds = shop.params.rules.refunds
    return [
        (LABELS["until"], str(shop.data_until)),
        (LABELS["zone"], str(shop.params.timezone)),
        (LABELS["refunds"], REFUNDS.format(value=VALUE.values[refunds.value], counts=COUNTS.values[refunds.counts])),
        (LABELS["parameters"], provenance.parameters_hash(shop.params, period)),
        (LABELS["code"], provenance.code_version()),
        (LABELS["run"], identity),
    ]


def inputs(receipts: Iterable) -> tuple[Input, ...]:
    """The tables with their files, rows as read, and a hash over the bytes of all files."""
    receipts = tuple(receipts)
    return tuple(_input(name, [each for each in receipts if each.table == name]) for name in dict.fromkeys(each.table for each in receipts))


def _input(name, receipts):
    digest = hashlib.sha256("".join(each.sha256 for each in receipts).encode()).hexdigest()
    return Input(terms.TABLES.get(name, Text(name, name)), len(receipts), sum(each.read for each in receipts), digest[:SHORT])
