"""Which checks a prompt calls for."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from guerdon.saving import Storable
from guerdon.types import Example
from guerdon.verify.stated import stated


class Router(Storable, ABC):
    """Chooses checks by the prompt alone. To add one, subclass: a language model that is asked is one too."""

    @abstractmethod
    def __call__(self, batch: Sequence[Example]) -> list[frozenset[str]]:
        """The names of the checks that each example's prompt calls for."""

    def __or__(self, other: "Router") -> "Router":
        """What either of two routers chooses."""
        return Either((self, other))


@dataclass(frozen=True)
class Either(Router):
    """What any of several routers chooses."""

    routers: tuple[Router, ...]

    def __call__(self, batch: Sequence[Example]) -> list[frozenset[str]]:
        return [frozenset().union(*chosen) for chosen in zip(*(router(batch) for router in self.routers), strict=True)]


@dataclass(frozen=True)
class StatesConstraints(Router):
    """Chooses one check where the prompt states a constraint that is understood."""

    name: str = "constraints"

    def __call__(self, batch: Sequence[Example]) -> list[frozenset[str]]:
        return [frozenset((self.name,) if stated(each.prompt_text).checks else ()) for each in batch]


@dataclass(frozen=True)
class Always(Router):
    """Chooses one check whatever the prompt."""

    name: str

    def __call__(self, batch: Sequence[Example]) -> list[frozenset[str]]:
        return [frozenset((self.name,))] * len(batch)
