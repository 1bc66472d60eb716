"""The form of params/playbook.yml: what may stand in it, and what it is for."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from opsreport.params import Name, Part, Texts, Whole


class CauseSpec(Part):
    """Of which segment the change comes."""

    by: str = Field(description="a segment, such as acquisition_channel: the play applies where that explains the change")


class SizeSpec(Part):
    """How many the audience is."""

    metric: str = Field(description="a metric that counts them, such as new_paying_users; a rate, with `count`; or one that is a table, with `row`")
    count: Literal["numerator", "denominator", "rest"] | None = Field(
        None, description="which users of a rate: those who did (numerator), all of whom they are a share (denominator), or the rest"
    )
    by: str | None = Field(None, description="the play's own segment: only those of the segment that is concerned")
    row: str | None = Field(None, description="a row of a metric that is a table: its first cell, such as silent")
    column: str = Field("users", description="the column of that row")


class WorksIf(Part):
    """By what it will be seen that it worked."""

    metric: str | None = Field(None, description="a metric; default: the play's own")
    part: str | None = Field(None, description="which of its figures, where it has several; default: the first")
    by: str | None = Field(None, description="the play's own segment: the figure of the segment that is concerned")
    at_least: str | None = Field(None, description="target (the usual range where there is none), usual range, previous, year ago, 30% or 1200")
    at_most: str | None = Field(None, description="target (the usual range where there is none), usual range, previous, year ago, 30% or 1200")
    period: Literal["next"] | None = Field(
        None, description="next: always the figure of the coming period, of those who come then; default: this one's while its window is open"
    )

    @model_validator(mode="after")
    def one_bound(self):
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give at_least, or at_most")
        return self


class PlaySpec(Part):
    """One play as it stands in the file."""

    number: Whole = Field(ge=1, le=99, description="the number in its suggestions' ids, from 1 to 99; it stays with the play for ever")
    metric: str = Field(description="the figure that is watched, with its options: retention_on_n[n=30]")
    part: str | None = Field(None, description="which of its figures, where it has several; default: the first")
    segment: dict[str, str] | None = Field(None, min_length=1, max_length=1, description="only this segment: {acquisition_channel: 直播}")
    each: str | None = Field(None, description="every segment by itself, such as acquisition_channel; the one that is worst off is concerned")
    cause: CauseSpec | None = Field(None, description="{by: acquisition_channel}: the segment from which the change comes is concerned")
    campaign: Literal["running", "ended"] | None = Field(
        None, description="only where a campaign that began with the change still runs after the period, or has ended; its name is {campaign}"
    )
    when: Texts = Field(min_length=1, description="conditions that all hold: worse, missed target, above 30%, up by 10% ...")
    owner: str = Field(description="the role that acts: promotion, operations, content, service, data, or one of roles.yml")
    action: Name = Field(description="what to do, the verb first: {zh: ..., en: ...}")
    audience: Name = Field(description="whom it concerns: {zh: ..., en: ...}")
    size: SizeSpec | None = Field(None, description="how many they are: {metric: new_paying_users, by: acquisition_channel}")
    due_days: Whole = Field(ge=1, le=366, description="how many days after the period's last one it is due: what is due first is proposed first")
    works_if: WorksIf = Field(description="{metric: ..., at_least: 30%}: by what it will be seen that it worked")

    @model_validator(mode="after")
    def one_segment(self):
        if sum(given is not None for given in (self.segment, self.each, self.cause)) > 1:
            raise ValueError("give one of segment, each, cause")
        return self


class TestedSpec(Part):
    """What is decided after an experiment that showed an effect."""

    number: Whole = Field(ge=1, le=99, description="the number in its suggestions' ids; no play has the same")
    owner: str = Field(description="the role that decides")
    extend: Name = Field(description="what to do where it also paid: its sales per user and its incremental ROI are above 0")
    hold: Name = Field(description="what to do where that is not proven")
    audience: Name = Field(description="whom it would concern")
    due_days: Whole = Field(ge=1, le=366, description="how many days after the period's last one it is due")


class PlaybookFile(Part):
    """The file."""

    tested: TestedSpec | None = Field(None, description="what is decided after an experiment that showed an effect")
    plays: Annotated[dict[str, PlaySpec], Field(description="the plays, each under a name of its own")]
