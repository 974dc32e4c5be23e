"""On what terms models are asked: what may be spent, how many requests at once, and whether anything new at all."""

import os
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from tyro.conf import arg

from guerdon.budget import Budget

CALLS, TOKENS, MONEY = "calls", "tokens", "money"
"""What models spend of a budget: requests that were answered or lost, tokens read and written, what a server charges."""


@dataclass(frozen=True)
class Price:
    """What a server charges for a million tokens, in one currency."""

    read: float = 0.0
    written: float = 0.0

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        return (self.read * prompt_tokens + self.written * completion_tokens) / 1e6


@dataclass(frozen=True)
class Terms:
    """Limits are never passed: a request that might is not made. What is in the cache costs nothing."""

    offline: bool = os.environ.get("GUERDON_OFFLINE", "") not in ("", "0")
    """Ask a language model nothing that its cache has no answer to."""
    max_calls: Annotated[int | None, arg(metavar="INT")] = None
    """Requests that may be made of a language model."""
    max_tokens: Annotated[int | None, arg(metavar="INT")] = None
    """Tokens that it may read and write, in all."""
    max_money: Annotated[float | None, arg(metavar="FLOAT")] = None
    """Money that it may cost, at --price-read and --price-written."""
    price_read: float = 0.0
    """What a million tokens cost that a server reads."""
    price_written: float = 0.0
    """What a million tokens cost that a server writes."""
    concurrency: int = 16
    """Requests to a server that are under way at once."""

    @property
    def price(self) -> Price:
        return Price(self.price_read, self.price_written)

    @cached_property
    def budget(self) -> Budget:
        """The one budget of all that is asked on these terms."""
        limits = {CALLS: self.max_calls, TOKENS: self.max_tokens, MONEY: self.max_money}
        return Budget(**{name: limit for name, limit in limits.items() if limit is not None})

    def bill(self) -> str:
        """What was spent, in words; empty where nothing was asked."""
        spent = self.budget.spent
        if not spent[CALLS]:
            return ""
        money = f", {spent[MONEY]:.2f} in money" if spent[MONEY] else ""
        return f"{spent[CALLS]:,.0f} requests, {spent[TOKENS]:,.0f} tokens{money}"


USUAL = Terms()
