"""Word problems: a story, its steps, and how the working is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from guerdon.testbeds.errands.template import Template
from guerdon.testbeds.errands.words.people import NAMES

THINGS = (
    "apples", "stamps", "marbles", "books", "postcards", "cookies", "pencils", "balloons", "eggs", "candles", "shells",
    "buttons", "tickets", "stickers", "tulips", "oranges", "coins", "cups", "plums", "badges",
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """A problem with the numbers ``a``, ``b`` and perhaps ``c``."""

    asks: str
    spans: tuple[tuple[int, int], ...]
    """The smallest and the largest value of each number."""
    steps: Callable[..., tuple[int, ...]]
    """From the numbers to the result of each step."""
    working: Template
    """The steps in symbols; ``x`` is the result of the first, ``y`` of the last."""
    proof: Template
    """The last step backwards."""
    unit: str = "{thing}"
    """What is counted."""

    @cached_property
    def text(self) -> Template:
        """The problem, to be filled in and read back."""
        return Template(self.asks, {"who": NAMES, "thing": THINGS})


STORIES = (
    Story(
        "{who} has {a} {thing} and buys {b} more. How many {thing} does {who} have now?",
        ((12, 89), (11, 78)),
        lambda a, b: (a + b,),
        Template("{a} + {b} = {y}."),
        Template("{y} - {b} = {a}."),
    ),
    Story(
        "There were {a} {thing} in the box. {who} took out {b} of them. How many {thing} are left in the box?",
        ((50, 99), (11, 48)),
        lambda a, b: (a - b,),
        Template("{a} - {b} = {y}."),
        Template("{y} + {b} = {a}."),
    ),
    Story(
        "{who} packs {a} bags with {b} {thing} each. How many {thing} is that in all?",
        ((4, 19), (6, 24)),
        lambda a, b: (a * b,),
        Template("{a} x {b} = {y}."),
        Template("{y} / {b} = {a}."),
    ),
    Story(
        "{who} packs {a} bags with {b} {thing} each and then gives {c} {thing} away. How many {thing} remain?",
        ((6, 15), (7, 20), (5, 39)),
        lambda a, b, c: (a * b, a * b - c),
        Template("{a} x {b} = {x}, and {x} - {c} = {y}."),
        Template("{y} + {c} = {x}."),
    ),
    Story(
        "On Monday {who} sold {a} {thing}, on Tuesday {b} and on Wednesday {c}. How many {thing} were sold in total?",
        ((11, 60), (12, 60), (13, 60)),
        lambda a, b, c: (a + b, a + b + c),
        Template("{a} + {b} = {x}, and {x} + {c} = {y}."),
        Template("{y} - {c} = {x}."),
    ),
    Story(
        "{who} reads {a} pages a day for {b} days. The book has {c} pages. How many pages are still to be read?",
        ((12, 25), (3, 8), (210, 480)),
        lambda a, b, c: (a * b, c - a * b),
        Template("{a} x {b} = {x}, and {c} - {x} = {y}."),
        Template("{y} + {x} = {c}."),
        "pages",
    ),
    Story(
        "A coat costs {a} euros. {who} has saved {b} euros and gets {c} euros from an aunt. How many euros are missing?",
        ((120, 199), (30, 60), (10, 45)),
        lambda a, b, c: (b + c, a - b - c),
        Template("{b} + {c} = {x}, and {a} - {x} = {y}."),
        Template("{y} + {x} = {a}."),
        "euros",
    ),
    Story(
        "A bus starts with {a} passengers. At the first stop {b} get off and {c} get on. How many passengers are there now?",
        ((31, 60), (8, 25), (5, 24)),
        lambda a, b, c: (a - b, a - b + c),
        Template("{a} - {b} = {x}, and {x} + {c} = {y}."),
        Template("{y} - {c} = {x}."),
        "passengers",
    ),
    Story(
        "{who} walks {a} minutes to the station, waits {b} minutes and rides {c} minutes. How many minutes does it take in all?",
        ((6, 25), (3, 17), (21, 75)),
        lambda a, b, c: (a + b, a + b + c),
        Template("{a} + {b} = {x}, and {x} + {c} = {y}."),
        Template("{y} - {c} = {x}."),
        "minutes",
    ),
    Story(
        "There are {a} rows of {b} chairs in the hall, and {c} more along the wall. How many chairs are there?",
        ((7, 18), (8, 22), (5, 29)),
        lambda a, b, c: (a * b, a * b + c),
        Template("{a} x {b} = {x}, and {x} + {c} = {y}."),
        Template("{y} - {c} = {x}."),
        "chairs",
    ),
    Story(
        "{who} had {a} {thing} and lost {b}. Then a friend gave {who} {c} new ones. How many {thing} are there in the end?",
        ((40, 90), (6, 38), (7, 45)),
        lambda a, b, c: (a - b, a - b + c),
        Template("{a} - {b} = {x}, and {x} + {c} = {y}."),
        Template("{y} - {c} = {x}."),
    ),
    Story(
        "A crate holds {a} bottles. {who} delivers {b} crates on one day and {c} on the next. How many bottles is that?",
        ((6, 24), (5, 16), (4, 15)),
        lambda a, b, c: (b + c, a * (b + c)),
        Template("{b} + {c} = {x}, and {a} x {x} = {y}."),
        Template("{y} / {a} = {x}."),
        "bottles",
    ),
    Story(
        "{who} bakes {a} rolls and divides them between {b} baskets with the same number in each. How many rolls are in a basket?",
        ((24, 96), (2, 2)),
        lambda a, b: (a // b,),
        Template("{a} / {b} = {y}."),
        Template("{y} x {b} = {a}."),
        "rolls",
    ),
)  # fmt: skip
