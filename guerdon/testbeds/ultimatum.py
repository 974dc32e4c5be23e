"""The ultimatum game: one proposes how to share money, the other accepts, or rejects and both get nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

TASK = "P1 proposes how to split some money with P2. P2 accepts the proposal, or rejects it and neither gets anything."
TOTALS = (10, 20, 50, 100, 200, 400)
SHARES = tuple(range(0, 101, 10))
"""What is offered, in percent of the total."""


@dataclass(frozen=True)
class Proposal:
    """An offer of a share of some money."""

    total: int
    share: int

    @property
    def payoff(self) -> float:
        """What P2 would get, in dollars."""
        return self.total * self.share / 100

    def outcome(self, accepted: bool) -> str:
        """How an episode ends, in words."""
        did = "accepts" if accepted else "rejects"
        return f"P1 proposes to keep ${self.total - self.payoff:g} of ${self.total} and to give ${self.payoff:g} to P2. P2 {did}."


PROPOSALS = tuple(Proposal(total, share) for total in TOTALS for share in SHARES)
ACCEPTS: Mapping[str, Callable[[Proposal], bool]] = {
    "less than 30 %": lambda proposal: proposal.share >= 30,
    "less than 60 %": lambda proposal: proposal.share >= 60,
    "less than $10": lambda proposal: proposal.payoff >= 10,
    "less than $100": lambda proposal: proposal.payoff >= 100,
    "anything unequal": lambda proposal: proposal.share == 50,
}
"""What each person rejects as P2, and whether they accept a proposal."""


def wanted(person: str, proposal: Proposal, accepted: bool) -> bool:
    """Whether an episode ends as the person would have it."""
    return ACCEPTS[person](proposal) == accepted
