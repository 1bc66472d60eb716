"""A shop written as small tables, with targets and roles as they are written in params/*.yml."""

import datetime as dt

import yaml
from written_shop import rows_of

from opsreport.goals import Entry, Goals, RolesFile, agreed
from opsreport.periods import Calendar
from opsreport.shop import Shop


def agreed_shop(text: str, targets: str = "", roles: str = "", until: str = "2024-11-30") -> Shop:
    """targets: the list of targets.yml; roles: the mapping of roles.yml; observed through the day `until`."""
    return Shop.of(rows_of(text), data_until=dt.date.fromisoformat(until), goals=goals_of(targets, roles))


def goals_of(targets: str = "", roles: str = "") -> Goals:
    """What was agreed, as it is written in targets.yml and roles.yml."""
    entries = [Entry.model_validate(entry) for entry in yaml.load(targets, yaml.BaseLoader) or ()]
    lines = tuple(agreed(entry, Calendar(), lambda *key, i=i: f"targets.yml, target {i + 1}") for i, entry in enumerate(entries))
    file = RolesFile.model_validate({"roles": yaml.load(roles, yaml.BaseLoader) or {}})
    return Goals(lines, file.roles, where=lambda *key: f"roles.yml, {'.'.join(map(str, key))}")
