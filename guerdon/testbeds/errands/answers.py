"""Candidate answers: a plan of independent flaws, defects and styles, written out as text."""

from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random

from guerdon.discover import parts
from guerdon.testbeds.errands.defects import ADDING, REPLACING
from guerdon.testbeds.errands.styles import STYLES
from guerdon.testbeds.errands.task import Errand
from guerdon.types import Example


@dataclass(frozen=True)
class Answer:
    """A text and the plan by which it was written; the plan is for audits, gold never reads it."""

    text: str
    defects: tuple[str, ...]
    """The flaws of the kind of errand and the defects of any answer."""
    virtues: tuple[str, ...]
    styles: tuple[str, ...]

    def example(self, errand: Errand) -> Example:
        """The answer to its errand, the plan in ``meta``."""
        plan = {"defects": list(self.defects), "virtues": list(self.virtues), "styles": list(self.styles)}
        return Example(errand.prompt, self.text, meta={"kind": errand.name} | plan)


def answer(errand: Errand, rng: Random) -> Answer:
    """An answer at random.

    How careless it is, c, is uniform in [0, 1]. Each flaw of the errand has probability 0.1 + 0.4 c, its virtue
    0.4 (1 - c). With probability 0.4 c the answer is none at all: see ``defects.REPLACING``. What ``defects.ADDING``
    and ``styles.STYLES`` add comes on top; styles do not depend on c.
    """
    careless = rng.random()
    defects = [flaw for flaw in errand.flaws if rng.random() < 0.1 + 0.4 * careless]
    virtues = [errand.virtue] if rng.random() < 0.4 * (1 - careless) else []
    text = errand.draft(rng, frozenset(defects + virtues))
    if rng.random() < 0.4 * careless:
        name = rng.choice(list(REPLACING))
        defects, virtues, text = [name], [], REPLACING[name](text, errand, rng)
    for name, (share, rise, spoil) in ADDING.items():
        if rng.random() < share + rise * careless:
            defects.append(name)
            text = spoil(text, errand, rng)
    styles = [name for name, (share, _) in STYLES.items() if rng.random() < share]
    for name in styles:
        text = STYLES[name][1](text, errand, rng)
    return Answer(text, tuple(defects), tuple(virtues), tuple(styles))


@cache
def kinds() -> tuple[type[Errand], ...]:
    """Every kind of errand there is."""
    return tuple(parts("guerdon.testbeds.errands.kinds", Errand))


@lru_cache(maxsize=65536)
def errand_of(prompt: str) -> Errand | None:
    """The errand that a prompt asks for, however its white space is set; None for a prompt of another origin."""
    return next((errand for kind in kinds() if (errand := kind.read(prompt)) is not None), None)
