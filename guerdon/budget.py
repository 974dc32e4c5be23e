"""What spending a reward costs: counted always, limited on request."""

from collections import Counter

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

    def left(self, resource: str) -> float:
        """What may still be spent of a resource; infinite where no limit was set."""
        return self.limits.get(resource, float("inf")) - self.spent[resource]

    def spend(self, resource: str, amount: float = 1) -> None:
        """Records an expense before it is made.

        Raises:
            BudgetExceededError: it would pass the limit.
            ValueError: the amount is negative or nan.
        """
        if not amount >= 0:
            raise ValueError(f"{amount:g} {resource} cannot be spent: expected an amount of at least 0")
        if amount > self.left(resource):
            raise BudgetExceededError(
                f"{amount:g} more {resource} would pass the limit of {self.limits[resource]:g} ({self.spent[resource]:g} spent)"
            )
        self.spent[resource] += amount  # type: ignore[assignment]  # seconds are fractions
