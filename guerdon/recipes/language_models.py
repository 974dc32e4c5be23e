"""What the recipes on language models with a reward head have in common: one start, many ways to go on from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from guerdon.audit import Candidates, draw, order_accuracy, rescored
from guerdon.audit.selection import doubling, picked
from guerdon.judge import DensityRatio
from guerdon.learn import (
    CausalEncoder,
    FineTune,
    Head,
    MLPHead,
    Objective,
    RewardModel,
    fit,
    pretrain,
    tiny,
)
from guerdon.llm import Local
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds import Phrases
from guerdon.types import Example

OUTSIDE = "accuracy outside"


@dataclass(frozen=True)
class Start:
    """A language model, comparisons on one topic, and responses to prompts on this topic and on others."""

    folder: str
    train: Comparisons
    inside: Candidates
    outside: Candidates
    seed: int

    @classmethod
    def of(cls, world: Phrases, texts: int, pairs: int, prompts: int, n: int, folder: Path) -> "Start":
        """Pretrains on every topic of a world, and draws all that is learned from and tested on.

        Args: texts: to pretrain on; pairs: to learn from; prompts: to test on, here and elsewhere, with n candidates each.
        """
        corpus = world.corpus(texts)
        name = tiny((f"{row.example.prompt_text} {row.example.response}" for row in corpus), width=48, layers=1)
        other = replace(world, about=tuple(set(range(world.topics)) - set(world.about)))
        inside, outside = (draw(one, one.gold, prompts, n) for one in (world, other))
        model = pretrain(name, corpus, folder, seed=world.seed)
        return cls(model, world.comparisons(pairs), inside, outside, world.seed)

    def model(self, head: Head | None = None, frozen: bool = False) -> RewardModel:
        """A reward head, a small network when not given, on the language model, which learns along unless frozen."""
        encoder = CausalEncoder(self.folder, reference=not frozen, frozen=frozen)
        return RewardModel(encoder, head or MLPHead((64,)), self.seed)

    def learned(
        self, objective: Objective, solver: FineTune, head: Head | None = None, frozen: bool = False
    ) -> RewardModel:
        """A model that has learned the comparisons."""
        model = self.model(head, frozen)
        fit(model, self.train, objective, solver=solver, seed=self.seed)
        return model

    def in_turns(self, objectives: Sequence[Objective], solver: FineTune) -> RewardModel:
        """A model that has learned the comparisons by one objective after the other, an epoch each."""
        model = self.model()
        for objective in list(objectives) * solver.epochs:
            fit(model, self.train, objective, solver=replace(solver, epochs=1), seed=self.seed)
        return model

    def implicit(self, model: RewardModel, beta: float) -> Reward[Sequence[Example]]:
        """What a model's own probabilities prefer, beside those of the start."""
        with TemporaryDirectory() as folder:
            model.encoder.pack(Path(folder))
            return beta * DensityRatio(Local(folder), Local(self.folder))

    def measured(self, rewards: Mapping[str, Reward[Sequence[Example]]]) -> dict[str, float]:
        """Of each reward: pairs of candidates ordered as gold does, and the gold that best-of-n gets elsewhere."""
        found: dict[str, float] = {}
        for name, reward in rewards.items():
            inside, outside = (rescored(drawn, reward).proxy for drawn in (self.inside, self.outside))
            truth = self.outside.gold or ()
            curve = [float(picked(outside, truth, n).mean()) for n in doubling(len(truth[0]))]
            found |= {
                f"accuracy inside, {name}": float(order_accuracy(inside, self.inside.gold or ()).mean()),
                f"{OUTSIDE}, {name}": float(order_accuracy(outside, truth).mean()),
                f"gold outside at n = {len(truth[0])}, {name}": curve[-1],
                f"gold outside lost from its highest, {name}": max(curve) - curve[-1],
            }
        return found
