"""What the Gregorian calendar says of dates."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from guerdon.verify.tools.base import Tool, ToolError

DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def dates(text: str, number: int) -> list[date]:
    """The dates in a text. Raises a ToolError where there are not so many, or one does not exist."""
    found = DATE.findall(text)
    if len(found) != number:
        raise ToolError(f"{text[:60]!r} has {len(found)} dates in it, expected {number}: write them like 2024-02-29")
    try:
        return [date(*map(int, parts)) for parts in found]
    except ValueError as error:
        raise ToolError(f"{text[:60]!r} has a date that does not exist: {error}") from error


@dataclass(frozen=True)
class WeekDay(Tool):
    """The day of the week of a date."""

    name: ClassVar = "week_day"
    description: ClassVar = "the day of the week of a date, such as 2015-03-24"

    def __call__(self, text: str) -> str:
        return DAYS[dates(text, 1)[0].weekday()]


@dataclass(frozen=True)
class DayDifference(Tool):
    """The number of days between two dates, whichever is first."""

    name: ClassVar = "day_difference"
    description: ClassVar = "the number of days between two dates, such as 2015-11-05, 2011-01-11"

    def __call__(self, text: str) -> str:
        first, second = dates(text, 2)
        return str(abs((first - second).days))


@dataclass(frozen=True)
class DateAfter(Tool):
    """The date some days after a date; before it for a negative number."""

    name: ClassVar = "target_day"
    description: ClassVar = "the date a number of days after a date, such as 2017-09-28, 223"

    def __call__(self, text: str) -> str:
        (start,) = dates(text, 1)
        number = re.search(r"-?\d+", DATE.sub("", text))
        if number is None:
            raise ToolError(f"{text[:60]!r} has no number of days after its date: write it like 2017-09-28, 223")
        try:
            return (start + timedelta(days=int(number[0]))).isoformat()
        except OverflowError as error:
            raise ToolError(f"{number[0]} days from {start} is beyond the calendar") from error
