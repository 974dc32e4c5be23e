"""What recipes of critiques have in common: sums that a small model must write out to see whether an answer is right.

The answer to "2 1 3" modulo 5 is one number, their sum. A critique says what the sum is after each number, and then whether
the answer is the last of these: "2 3 1 right". A number and its sum are always as far apart, which a small model soon learns to
look for; it has two layers, and no way to add several numbers at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np

from guerdon.judge import Critic, CritiqueThenScore, appended
from guerdon.learn import (
    BradleyTerry,
    CausalEncoder,
    FineTune,
    FurtherTurn,
    Likelihood,
    Objective,
    RewardModel,
    ScalarHead,
    fit,
    tiny,
)
from guerdon.llm import GREEDY, Local, Sampling, Template
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds import Chains
from guerdon.types import Comparison, Example

ASK = "check"

QUESTION = Template("check", "1", "{% block user %}" + ASK + "{% endblock %}")


@dataclass(frozen=True)
class SpokenSums:
    """Pairs of a right and a wrong answer, and a small model that nothing was taught."""

    world: Chains
    train: tuple[Comparison, ...]
    test: tuple[Comparison, ...]
    name: str
    """Of the model."""

    @classmethod
    def of(cls, seed: int, train: int, test: int, base: int = 5, sums: int = 3, width: int = 48) -> "SpokenSums":
        """Args: train, test: pairs, each of a prompt of its own; base, sums: of the chains; width: of the model."""
        world, rng = Chains(seed, base=base, sums=sums), np.random.default_rng([seed, 11])
        prompts: dict[str, None] = {}
        while len(prompts) < train + test:
            prompts[world.prompt(rng).replace(" +", "")] = None
        rows = [paired(prompt, base, int(rng.integers(1, base))) for prompt in prompts]
        said = f"{' '.join(map(str, range(base)))} + = right wrong {ASK}"
        name = tiny([said], width=width, layers=2, window=64, spread=width**-0.5, seed=seed)
        return cls(world, tuple(rows[:train]), tuple(rows[train:]), name)

    @property
    def words(self) -> int:
        """Of a critique: the model is stopped after as many."""
        return self.world.sums + 2

    def oracle(self, rows: Sequence[Comparison]) -> list[str]:
        """A true critique of each answer of some pairs, the chosen one of each first."""
        return [critique(side, self.world.base) for side in sides(rows)]

    def critic(self, folder: str | Path, sampling: Sampling = GREEDY) -> Critic:
        """The model of a folder as a critic."""
        drawn = Sampling(sampling.n, sampling.temperature, max_tokens=self.words, seed=sampling.seed)
        return Critic(Local(str(folder)), QUESTION, sampling=drawn)

    def written(self, critic: Critic, rows: Sequence[Comparison]) -> list[str]:
        """What a critic says of each answer of some pairs."""
        return [each.texts[0] for each in critic(sides(rows))]

    def learned(
        self,
        name: str | Path,
        critiques: Sequence[str],
        objective: Objective,
        solver: FineTune,
        folder: Path,
        seed: int,
    ) -> RewardModel:
        """A model that goes on from a folder with a new head, on the pairs to learn from and critiques of them.

        It is kept in another folder, whence it can be a critic.
        """
        encoder = CausalEncoder(str(name), language=True)
        model = RewardModel(FurtherTurn(encoder, ASK), ScalarHead(), seed)
        records = Comparisons.of(behind(self.train, critiques))
        fit(model, records, objective, validation=records[:32], solver=solver, seed=seed)
        folder.mkdir(parents=True, exist_ok=True)
        encoder.pack(folder)
        return model

    def taught(self, critiques: Sequence[str], solver: FineTune, folder: Path, seed: int) -> Path:
        """The folder of a model that has learned to write such critiques, and nothing else."""
        self.learned(self.name, critiques, Likelihood(), solver, folder, seed)
        return folder

    def classic(self, solver: FineTune, seed: int) -> RewardModel:
        """A model that scores answers without a word."""
        model = RewardModel(CausalEncoder(self.name), ScalarHead(), seed)
        records = Comparisons.of(self.train)
        fit(model, records, BradleyTerry(), validation=records[:32], solver=solver, seed=seed)
        return model

    def judge(self, model: RewardModel, folder: Path, sampling: Sampling = GREEDY) -> CritiqueThenScore:
        """A model that scores after its own critiques."""
        return CritiqueThenScore(self.critic(folder, sampling), model)

    def right(self, reward: Reward[Sequence[Example]], rows: Sequence[Comparison] | None = None) -> float:
        """The share of pairs whose right answer has the higher score, ties half."""
        scores = reward.score(sides(rows or self.test)).require().values
        gap = scores[::2] - scores[1::2]
        return float(((gap > 0).double() + (gap == 0).double() / 2).mean())


def paired(prompt: str, base: int, off: int) -> Comparison:
    """The right answer to a sum, and one that is off."""
    total = sum(map(int, prompt.split()))
    return Comparison(Example(prompt, str(total % base)), Example(prompt, str((total + off) % base)), provenance="rule")


def sides(rows: Sequence[Comparison]) -> list[Example]:
    return [side for row in rows for side in (row.chosen, row.rejected)]


def critique(example: Example, base: int) -> str:
    """The sum after each addend, and whether the answer is the last."""
    said = [str(total % base) for total in accumulate(map(int, example.prompt_text.split()))]
    return f"{' '.join(said)} {'right' if example.response == said[-1] else 'wrong'}"


def behind(rows: Sequence[Comparison], critiques: Sequence[str]) -> list[Comparison]:
    """Pairs with a critique behind each answer."""
    texts = zip(rows, critiques[::2], critiques[1::2], strict=True)
    return [
        Comparison(appended(row.chosen, first), appended(row.rejected, second), provenance=row.provenance)
        for row, first, second in texts
    ]
