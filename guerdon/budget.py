"""What spending a reward costs: counted always, limited on request."""

from collections import Counter
from collections.abc import Mapping
from threading import Lock

from guerdon.errors import GuerdonError


class BudgetExceededError(GuerdonError, RuntimeError):
    """The next expense would pass a limit; nothing was spent on it."""


class Budget:
    """Counts expenses by name and refuses the one that would pass a limit.

    >>> budget = Budget(reward_calls=64)
    >>> budget.spend("reward_calls", 60)
    >>> budget.left("reward_calls")
    4
    """

    def __init__(self, **limits: float) -> None:
        """Args: limits: how much of each resource may be spent, such as ``reward_calls``, ``tokens``, ``seconds``."""
        self.limits = limits
        self.spent: Counter[str] = Counter()
        self.lock = Lock()

    def left(self, resource: str) -> float:
        """What may still be spent of a resource; infinite where no limit was set."""
        return self.limits.get(resource, float("inf")) - self.spent[resource]

    def spend(self, resource: str, amount: float = 1) -> None:
        """Records an expense before it is made.

        Raises:
            BudgetExceededError: it would pass the limit.
            ValueError: the amount is negative or nan.
        """
        self.reserve(**{resource: amount})

    def reserve(self, **amounts: float) -> "Reservation":
        """Sets aside the most that an expense can come to, of several resources: all of it, or nothing.

        Raises:
            BudgetExceededError: one of the amounts would pass its limit.
            ValueError: an amount is negative or nan.
        """
        with self.lock:
            for resource, amount in amounts.items():
                if not amount >= 0:
                    raise ValueError(f"{amount:g} {resource} cannot be spent: expected an amount of at least 0")
                if amount > self.left(resource):
                    raise BudgetExceededError(
                        f"{amount:g} more {noun(resource, amount)} would pass the limit of {self.limits[resource]:g} "
                        f"{noun(resource, self.limits[resource])} ({self.spent[resource]:g} spent); raise it to go on"
                    )
            self.spent.update(amounts)
        return Reservation(self, amounts)


def noun(resource: str, amount: float) -> str:
    """The name of a resource, as it is called after a number."""
    return resource.removesuffix("s") if amount == 1 else resource


class Reservation:
    """What was set aside of a budget until it is known what something costs."""

    def __init__(self, budget: Budget, amounts: Mapping[str, float]) -> None:
        self.budget = budget
        self.amounts = amounts

    def settle(self, **actual: float) -> None:
        """Counts what was spent in place of what was set aside; nothing of a resource that is not named."""
        with self.budget.lock:
            self.budget.spent.subtract(self.amounts)
            self.budget.spent.update(actual)
