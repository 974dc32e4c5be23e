"""A budget that many requests spend at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from guerdon.budget import Budget, BudgetExceededError, Reservation


class Purse:
    """Sets aside the most that each request can cost, so that no limit is passed whatever the answers are.

    A request that does not fit waits while others are under way, for these mostly cost less than was set aside.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.under_way = 0
        self.settled = asyncio.Condition()

    @asynccontextmanager
    async def reserved(self, **most: float) -> AsyncIterator[Reservation]:
        """Room for one request; what is not settled inside was not spent.

        Raises:
            BudgetExceededError: there is none, and no request is under way that could leave some.
        """
        bill = Settled(await self.room(**most))
        try:
            yield bill
        finally:
            if not bill.done:
                bill.settle()
            self.under_way -= 1
            async with self.settled:
                self.settled.notify_all()

    async def room(self, **most: float) -> Reservation:
        while True:
            try:
                reservation = self.budget.reserve(**most)
            except BudgetExceededError:
                if not self.under_way:
                    raise
            else:
                self.under_way += 1
                return reservation
            async with self.settled:
                await self.settled.wait()


class Settled(Reservation):
    """A reservation that knows whether it was settled."""

    def __init__(self, reservation: Reservation) -> None:
        super().__init__(reservation.budget, reservation.amounts)
        self.done = False

    def settle(self, **actual: float) -> None:
        super().settle(**actual)
        self.done = True
