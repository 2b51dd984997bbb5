"""From WGS-84 (what GPS measures) to GCJ-02 (what Chinese maps and WeChat use)."""

import math
from typing import Literal, TypeAlias

Datum: TypeAlias = Literal["GCJ-02", "WGS-84"]

AXIS = 6378245.0  # metres, Krasovsky 1940
ECCENTRICITY = 0.00669342162296594323  # squared


def to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """Return WGS-84 degrees as GCJ-02 degrees, longitude first (the published approximation)."""
    x, y = longitude - 105.0, latitude - 35.0
    radians = math.radians(latitude)
    curve = 1 - ECCENTRICITY * math.sin(radians) ** 2
    north = _north(x, y) / math.radians(AXIS * (1 - ECCENTRICITY) / (curve * math.sqrt(curve)))
    east = _east(x, y) / math.radians(AXIS / math.sqrt(curve) * math.cos(radians))
    return round(longitude + east, 6), round(latitude + north, 6)


def _ripples(angle: float, weights: tuple[float, float], divisors: tuple[float, float]) -> float:
    return sum(w * math.sin(angle * math.pi / d) for w, d in zip(weights, divisors, strict=True)) * 2 / 3


def _north(x: float, y: float) -> float:
    plane = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    fine = _ripples(x, (20, 20), (1 / 6, 1 / 2))
    return plane + fine + _ripples(y, (20, 40), (1, 3)) + _ripples(y, (160, 320), (12, 30))


def _east(x: float, y: float) -> float:
    plane = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    fine = _ripples(x, (20, 20), (1 / 6, 1 / 2))
    return plane + fine + _ripples(x, (20, 40), (1, 3)) + _ripples(x, (150, 300), (12, 30))
