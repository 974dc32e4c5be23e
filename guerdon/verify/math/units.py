"""Units of measure at the end of an answer: which are the same, and how many of one are another."""

import re
from collections.abc import Mapping
from fractions import Fraction

NAMES: Mapping[str, tuple[str, str]] = {
    # spelling: dimension, factor
    "mm millimeter millimeters millimetre millimetres": ("length", "1/1000"),
    "cm centimeter centimeters centimetre centimetres": ("length", "1/100"),
    "m meter meters metre metres": ("length", "1"),
    "km kilometer kilometers kilometre kilometres": ("length", "1000"),
    "inch inches": ("length", "127/5000"),
    "ft foot feet": ("length", "381/1250"),
    "yd yard yards": ("length", "1143/1250"),
    "mi mile miles": ("length", "201168/125"),
    "mg milligram milligrams": ("mass", "1/1000"),
    "g gram grams": ("mass", "1"),
    "kg kilogram kilograms": ("mass", "1000"),
    "ml milliliter milliliters millilitre millilitres": ("volume", "1/1000"),
    "l liter liters litre litres": ("volume", "1"),
    "s sec second seconds": ("time", "1"),
    "min minute minutes": ("time", "60"),
    "h hr hrs hour hours": ("time", "3600"),
    "day days": ("time", "86400"),
    "week weeks": ("time", "604800"),
    "degree degrees deg": ("angle", "1"),
    "dollar dollars usd bucks": ("money", "1"),
    "cent cents": ("money", "1/100"),
    "euro euros eur": ("euros", "1"),
    "pound pounds gbp": ("pounds", "1"),
}
"""Spellings of a unit: its dimension, and how many of the dimension's own unit it is."""
UNITS: Mapping[str, tuple[str, Fraction]] = {
    spelling: (dimension, Fraction(factor))
    for names, (dimension, factor) in NAMES.items()
    for spelling in names.split()
}
WRITTEN = re.compile(
    r"(?P<body>.*[\d)}\]])(?P<gap>\s*)(?P<kind>(?:square|cubic)\s+)?(?P<unit>[A-Za-z]+)\s*(?:\^\s*\{?\s*(?P<power>[23])\s*\}?)?\.?",
    re.DOTALL,
)
POWERS = {"square": 2, "cubic": 3}


def take_unit(text: str) -> tuple[str, tuple[str, Fraction] | None]:
    """The text without a unit at its end, and the unit: dimension and factor. A single letter needs a space before it."""
    match = WRITTEN.fullmatch(text.strip())
    if match is None or match["unit"].lower() not in UNITS or (len(match["unit"]) == 1 and not match["gap"]):
        return text, None
    dimension, factor = UNITS[match["unit"].lower()]
    power = int(match["power"] or POWERS.get((match["kind"] or "").strip(), 1))
    return match["body"], (f"{dimension}^{power}", factor**power)
