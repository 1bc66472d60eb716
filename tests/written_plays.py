"""Plays as they are written in params/playbook.yml, and small shops that they are asked about."""

from pathlib import Path

from opsreport.playbook import ROLES, read_playbook

RATE = "repurchase_rate_by_user"
PLAY = """plays:
  second_order:
    number: 1
    metric: repurchase_rate_by_user
    when: worse
    cause: {by: acquisition_channel}
    owner: operations
    action:
      zh: 给{segment}新客发券
      en: Send a coupon to new buyers from {segment}
    audience:
      zh: 来自{segment}的新客
      en: new buyers from {segment}
    size: {metric: new_paying_users, by: acquisition_channel}
    due_days: 8
    works_if: {at_least: usual range}
"""


def read(folder: Path, text: str, roles=ROLES):
    (folder / "playbook.yml").write_text(text, "utf-8")
    return read_playbook(folder / "playbook.yml", roles)


def changed(old: str, new: str) -> str:
    assert old in PLAY
    return PLAY.replace(old, new)


def plain(name: str, number: int, *, metric=RATE, when="worse", owner="operations", works_if="{at_least: usual range}", more="") -> str:
    return f"""  {name}:
    number: {number}
    metric: {metric}
    when: {when}
    owner: {owner}
    action: {{zh: 做{name}, en: Do {name}}}
    audience: {{zh: 所有人, en: everybody}}
    due_days: 1
    works_if: {works_if}
{more}"""
