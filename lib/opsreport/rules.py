"""The business rules of a shop: every disputed word decided once, for every figure. The `rules` part of params/report.yml."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

STATES = ("active", "silent", "dormant", "lost", "dead")


class Closed(BaseModel):
    """A part of a parameter file: no unknown keys, no changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Activity(Closed):
    """What makes a user active on a day."""

    basis: Literal["auto", "events", "orders"] = Field("auto", description="active by events or by orders; auto: events where there are any")
    events: tuple[str, ...] | None = Field(None, description="the events that make a user active; null: all but passive ones")


class Lifecycle(Closed):
    """Days since the last activity up to which a user is still in a state; beyond `lost` the user is dead."""

    active: int = Field(30, ge=1, description="up to so many days since the last activity: active")
    silent: int = Field(60, ge=1, description="up to so many: silent")
    dormant: int = Field(90, ge=1, description="up to so many: dormant")
    lost: int = Field(180, ge=1, description="up to so many: lost; beyond: dead")

    @model_validator(mode="after")
    def rising(self):
        if not self.active < self.silent < self.dormant < self.lost:
            raise ValueError("the days must rise: active < silent < dormant < lost")
        return self


class Refunds(Closed):
    """Which orders count, and at what amount: gross (all, in full), net (not fully refunded, less refunds), exclude_fully_refunded (in full)."""

    value: Literal["net", "gross", "exclude_fully_refunded"] = Field("net", description="for amounts")
    counts: Literal["exclude_fully_refunded", "gross"] = Field("exclude_fully_refunded", description="for counts of orders and buyers")


class Conversion(Closed):
    """Which events are the way to a purchase."""

    funnel: tuple[str, ...] = Field(("visit", "view", "add_cart", "checkout", "pay"), min_length=1, description="the steps of the funnel, in order")


class Rules(Closed):
    """What the shop's disputed words mean; the defaults are the dictionary's."""

    activity: Activity = Activity()
    lifecycle: Lifecycle = Lifecycle()
    churn_days: int = Field(90, ge=1, description="a user has churned after more than so many days without activity")
    refunds: Refunds = Refunds()
    conversion: Conversion = Conversion()
    tiers: tuple[str, ...] = Field((), description="the membership tiers, lowest first; without them nobody knows what is an upgrade")
    options: dict[str, dict[str, str | int]] = Field({}, description="default options of a metric: {metric id: {option: value}}")
