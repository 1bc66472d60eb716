"""The playbook: what is proposed when a figure does this or that, to whom, and what became of it.

params/playbook.yml holds the plays (`plays`), each with conditions in plain words (`conditions`). `suggestions` makes of them what a report proposes
for a period, `aims` says by what each will be seen to have worked, and `followed` what became of those of the period before: their status stands in
the shop's work items (`adoption`).
"""

from opsreport.playbook.adoption import statuses
from opsreport.playbook.followed import followed, read_ahead
from opsreport.playbook.plays import Playbook, read_playbook
from opsreport.playbook.shapes import Aim, Evidence, Outcome, Suggestion
from opsreport.playbook.suggestions import ROLES, playbook_of, suggestions

__all__ = [
    "ROLES", "Aim", "Evidence", "Outcome", "Playbook", "Suggestion", "followed", "playbook_of", "read_ahead", "read_playbook", "statuses",
    "suggestions",
]  # fmt: skip
