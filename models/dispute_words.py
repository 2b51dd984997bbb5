"""The codes of disputes and their words: types, states, levels, time limits."""

from datetime import timedelta
from enum import StrEnum

from models.region import Level


class DisputeType(StrEnum):
    """What a dispute is about; the codes never change."""

    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    LAND = "land"
    HOUSING = "housing"
    DEBT = "debt"
    LABOUR = "labour"
    DAMAGES = "damages"
    EXPROPRIATION = "expropriation"
    VILLAGE_AFFAIRS = "village_affairs"
    CONSUMER = "consumer"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return TYPE_WORDS[self]


TYPE_WORDS = {
    DisputeType.FAMILY: "家庭、赡养",
    DisputeType.NEIGHBOUR: "邻里",
    DisputeType.LAND: "土地、地界",
    DisputeType.HOUSING: "房屋、宅基地",
    DisputeType.DEBT: "借钱、买卖",
    DisputeType.LABOUR: "工钱、工伤",
    DisputeType.DAMAGES: "赔偿",
    DisputeType.EXPROPRIATION: "征地拆迁",
    DisputeType.VILLAGE_AFFAIRS: "村里的账和分配",
    DisputeType.CONSUMER: "买东西、看病",
    DisputeType.OTHER: "其他",
}


class State(StrEnum):
    """Where a dispute stands."""

    FILED = "filed"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    MEDIATING = "mediating"
    AGREED = "agreed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[str, str] = {
    State.FILED: "已登记",
    State.ACCEPTED: "已受理",
    State.SCHEDULED: "已约时间",
    State.MEDIATING: "调解中",
    State.AGREED: "谈成了",
    State.FAILED: "没调成",
    State.WITHDRAWN: "已撤回",
}


class DisputeLevel(StrEnum):
    """Which group has it: small matters do not leave the village, large ones not the town (domain §3.2)."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return {"village": "村上", "township": "镇上", "county": "县上"}[self.value]

    @property
    def region_level(self) -> Level:
        """Return the level of the region whose group it is."""
        return {"village": Level.VILLAGE, "township": Level.TOWN, "county": Level.COUNTY}[self.value]

    @property
    def days(self) -> int:
        """Return how many calendar days this level may take (domain §3.1)."""
        return {"village": 7, "township": 15, "county": 30}[self.value]

    @property
    def above(self) -> "DisputeLevel | None":
        """Return the next level up, None above the county."""
        return {"village": DisputeLevel.TOWNSHIP, "township": DisputeLevel.COUNTY}.get(self.value)


# Both sides may ask the court to confirm an agreement within 30 days (人民调解法 33条); reminded on the 20th.
CONFIRMATION = timedelta(days=30)
CONFIRMATION_REMINDER = timedelta(days=20)
FOLLOW_UPS = (timedelta(days=7), timedelta(days=30))
# A group that has not taken a case on is reminded after a day; it has three working days (domain §3.1), which
# last no longer than this where no calendar tells which days are worked.
REMIND_TO_TAKE = timedelta(days=1)
TAKE_WITHIN = 3
TAKE_WITHIN_AT_MOST = timedelta(days=5)
# The photo of a written agreement is waited for this long before the sides are told without it.
PAPER_WAITS = timedelta(days=1)
