"""What kinds of public problem there are, and how fast each wants to be dealt with."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class IncidentCategory(StrEnum):
    """What kind of problem; the codes never change."""

    ROAD = "road"
    LIGHTING = "lighting"
    WATER = "water"
    POWER = "power"
    ENVIRONMENT = "environment"
    BURNING = "burning"
    FIRE = "fire"
    GEOHAZARD = "geohazard"
    BUILDING = "building"
    TRAFFIC = "traffic"
    SECURITY = "security"
    ANIMAL = "animal"
    FOOD_DRUG = "food_drug"
    HEALTH = "health"
    CARE = "care"
    DROWNING = "drowning"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return CATEGORY_WORDS[self]


CATEGORY_WORDS = {
    IncidentCategory.ROAD: "道路桥梁",
    IncidentCategory.LIGHTING: "路灯照明",
    IncidentCategory.WATER: "供水排水",
    IncidentCategory.POWER: "供电通信",
    IncidentCategory.ENVIRONMENT: "环境卫生",
    IncidentCategory.BURNING: "烧秸秆、野外用火",
    IncidentCategory.FIRE: "火灾火险",
    IncidentCategory.GEOHAZARD: "滑坡洪涝",
    IncidentCategory.BUILDING: "房屋和施工安全",
    IncidentCategory.TRAFFIC: "交通",
    IncidentCategory.SECURITY: "治安",
    IncidentCategory.ANIMAL: "动物",
    IncidentCategory.FOOD_DRUG: "食品药品",
    IncidentCategory.HEALTH: "疫情和传染病",
    IncidentCategory.CARE: "需要关心的人",
    IncidentCategory.DROWNING: "水边危险",
    IncidentCategory.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a case may wait to be taken on before somebody is reminded, and how long it may last.

    It lasts so many hours by the clock, day and night, or so many working days (domain §2.4).
    """

    accept: timedelta
    hours: int = 0
    working_days: int = 0


# The default grades of domain §2.4: red while life is at stake, orange, yellow, blue.
RED = Limits(timedelta(minutes=10), hours=24)
ORANGE = Limits(timedelta(minutes=30), hours=24)
YELLOW = Limits(timedelta(minutes=30), working_days=3)
BLUE = Limits(timedelta(minutes=30), working_days=5)

LIMITS = {
    IncidentCategory.ROAD: YELLOW,
    IncidentCategory.LIGHTING: YELLOW,
    IncidentCategory.WATER: YELLOW,
    IncidentCategory.POWER: YELLOW,
    IncidentCategory.ENVIRONMENT: YELLOW,
    IncidentCategory.BURNING: ORANGE,
    IncidentCategory.FIRE: ORANGE,
    IncidentCategory.GEOHAZARD: ORANGE,
    IncidentCategory.BUILDING: YELLOW,
    IncidentCategory.TRAFFIC: ORANGE,
    IncidentCategory.SECURITY: ORANGE,
    IncidentCategory.ANIMAL: YELLOW,
    IncidentCategory.FOOD_DRUG: ORANGE,
    IncidentCategory.HEALTH: ORANGE,
    IncidentCategory.CARE: YELLOW,
    IncidentCategory.DROWNING: ORANGE,
    IncidentCategory.OTHER: BLUE,
}


def limits_of(category: IncidentCategory, *, urgent: bool) -> Limits:
    """Return the time limits of an incident; urgent ones are red whatever they are about."""
    return RED if urgent else LIMITS[category]
