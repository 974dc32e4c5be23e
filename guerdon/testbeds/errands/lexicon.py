"""Which known things a text names, and to which category they belong."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Self

from guerdon.testbeds.errands.text import tokens

LONGEST = 2
"""No item has more words."""


@dataclass(frozen=True)
class Lexicon:
    """Categories and their items."""

    members: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, str]
    """Each way to write an item, such as a plural, to the item."""

    @classmethod
    def of(cls, lists: Mapping[str, str]) -> Self:
        """From category names to items with commas between them."""
        members = {name: tuple(text.split(", ")) for name, text in lists.items()}
        every = dict.fromkeys(item for category in members.values() for item in category)
        return cls(
            members, {plural: item for item in every for plural in plurals(item)} | {item: item for item in every}
        )

    def found(self, text: str) -> list[str]:
        """The items that a text names, each once, in order; of a longer and a shorter item the longer is meant."""
        read = tokens(text)
        found: dict[str, None] = {}
        place = 0
        while place < len(read):
            size = next((n for n in range(LONGEST, 0, -1) if " ".join(read[place : place + n]) in self.forms), 0)
            if size:
                found[self.forms[" ".join(read[place : place + size])]] = None
            place += max(1, size)
        return list(found)

    def outsider(self, category: str, rng: Random) -> str:
        """An item of another category that is none of this one."""
        inside = self.members[category]
        others = [name for name in self.members if name != category]
        while True:
            item = rng.choice(self.members[rng.choice(others)])
            if item not in inside:
                return item


def plurals(item: str) -> tuple[str, ...]:
    return f"{item}s", f"{item}es", f"{item[:-1]}ies"
