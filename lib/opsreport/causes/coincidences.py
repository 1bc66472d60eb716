"""What happened when a figure moved: campaigns, incidents, holidays. That the time fits is all that is said."""

from collections.abc import Iterable

from ibis import _

from opsreport.causes.experiments import Campaign
from opsreport.causes.shapes import Cause, Coincidence, Tested
from opsreport.periods import DAY, Period
from opsreport.season import Season
from opsreport.signals import Verdict
from opsreport.subjects import Subject
from opsreport.words import Text

JUST_BEFORE = 7 * DAY
MOST = 3


def coincidences(
    subject: Subject, cause: Cause | None, campaigns: Iterable[Campaign], incidents: Iterable[Coincidence], season: Season, results: Iterable[Tested]
) -> tuple[Coincidence, ...]:
    """What began in the period or in the week before: incidents, campaigns that fit the leading segment, holidays.

    Where a campaign names a leading segment of the cause, only such are told, and never one that names another. An incident makes nothing better,
    and only what became better can be the proven effect of a campaign.
    """
    period, better = subject.period, subject.verdict is Verdict.BETTER
    proven = {one.campaign for one in results if better and one.proven and one.lift > 0}
    fitting = [one for one in campaigns if _begins(one.first, period)]
    fitting = _of_the_leading(fitting, cause)
    told = [Coincidence("campaign", Text(one.name, one.name), one.first, one.id in proven) for one in fitting]
    told = [*(one for one in incidents if not better and _begins(one.starts_on, period)), *told]
    told += [Coincidence("holiday", one.name, one.days.first) for one in season.occasions(period) if one.holiday.sets_apart]
    return tuple(told[:MOST])


def incidents(store) -> tuple[Coincidence, ...]:
    """The incidents of the shop's work items, by the day on which they were handed in."""
    if store.lacks(("work_items.kind", "work_items.title", "work_items.submitted_on")):
        return ()
    rows = store["work_items"].filter(_.kind == "incident", _.title.notnull(), _.submitted_on.notnull()).select("title", "submitted_on")
    found = [Coincidence("incident", Text(row["title"], row["title"]), row["submitted_on"]) for row in store.run(rows)]
    return tuple(sorted(found, key=lambda one: (one.starts_on, one.name.zh)))


def _begins(day, period: Period) -> bool:
    return period.start - JUST_BEFORE <= day < period.end


def _of_the_leading(campaigns, cause):
    """Campaigns that name the leading segment, where one does; else those that name no other."""
    if cause is None or not campaigns:
        return campaigns
    leading = {part.segment for part in cause.leading}
    others = {part.segment for part in cause.parts} - leading
    naming = [one for one in campaigns if _names(one, leading)]
    return naming or [one for one in campaigns if not _names(one, others)]


def _names(campaign, segments):
    said = f"{campaign.name} {campaign.channel} {campaign.kind}".lower()
    return any(segment.lower() in said for segment in segments if len(segment) > 1)
