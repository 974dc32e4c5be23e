"""What somebody says around an answer, well or badly meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """The phrases of one way to talk.

    None of them may hold a number, an item of a category or a word that some checker looks for, and what they do must
    be known to the checkers: courtesies to ``text.courtesy``, hedges, refusals and rudeness to ``conduct``.
    """

    openings: tuple[str, ...]
    leads: tuple[str, ...]
    """Each announces the answer and ends with a colon."""
    offers: tuple[str, ...]
    headings: tuple[str, ...]
    hedges: tuple[str, ...]
    refusals: tuple[str, ...]
    rude_openings: tuple[str, ...]
    rude_closings: tuple[str, ...]
    filler: tuple[str, ...]
    """Sentences that say nothing; at least ``defects.LONGEST`` of them."""

    @property
    def courtesies(self) -> tuple[str, ...]:
        """All that is only polite."""
        return self.openings + self.leads + self.offers
