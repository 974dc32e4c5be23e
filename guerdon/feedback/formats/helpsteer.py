"""HelpSteer2: five attributes of a response, rated 0 to 4, and the preferences between the same responses."""

from collections.abc import Iterator

from guerdon.feedback.columns import about_label
from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, number, text
from guerdon.feedback.format import Format
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating

ATTRIBUTES = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")


class HelpSteer(Format):
    """``prompt, response`` and the five attributes.

    Source: Wang et al. 2024, "HelpSteer2: Open-source dataset for training top-performing reward models" (arXiv
    2406.08673).
    """

    name = "helpsteer"
    columns = frozenset({"prompt", "response", *ATTRIBUTES})
    kind = Ratings

    def rows(self, row: Row) -> Iterator[Rating]:
        example = Example(text(row, "prompt"), text(row, "response"))
        yield Rating(example, {name: number(row, name) for name in ATTRIBUTES}, **about_label(row))


class HelpSteerPreference(Format):
    """``prompt, response_1, response_2, preference_strength``: negative where the first response is the better.

    The strength is the size, 1 (slightly) to 3 (much better); 0 is a tie (target 0.5).

    Source: Wang et al. 2024, "HelpSteer2-Preference: Complementing Ratings with Preferences" (arXiv 2410.01257).
    """

    name = "helpsteer-preference"
    columns = frozenset({"prompt", "response_1", "response_2", "preference_strength"})
    kind = Comparisons

    def rows(self, row: Row) -> Iterator[Comparison]:
        strength = number(row, "preference_strength")
        if abs(strength) > 3:
            raise RowError(f'"preference_strength" is {strength:g}, expected -3 to 3')
        first, second = (Example(text(row, "prompt"), text(row, f"response_{place}")) for place in (1, 2))
        chosen, rejected = (second, first) if strength > 0 else (first, second)
        yield Comparison(chosen, rejected, target=1.0 if strength else 0.5, strength=abs(strength), **about_label(row))
