"""VLM-RM: does leaving out what sets a frame apart from neither goal nor scene make similarity a better reward?

No CLIP is at hand: small towers learn captioned frames of MountainCar in light of five colours, which the goal does not
speak of; in one of two collections of frames, the peak was mostly seen in blue light. The true reward is 1 in goal states. Rewards of a state alone are their own canonical form, so
that their EPIC distance is a correlation over frames. A plan that knows the dynamics gets to the flag with almost any of
them, so that the time there tells little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, UInt8

from guerdon.audit.invariance import Epic
from guerdon.judge import FrameReward, GoalBaseline, Similarity
from guerdon.learn import FineTune, TwoTowers, align_towers, vocabulary
from guerdon.recipes.base import Claim, Outcome
from guerdon.reward import Reward
from guerdon.testbeds.hill import Hill
from guerdon.testbeds.scene import LIGHTS, Scene, lights
from guerdon.types import Transitions

paper = GoalBaseline.paper
room = "judge"
claim = Claim(
    "share of the EPIC distance to the true reward that is gone with the alpha chosen on labelled frames, against the plain "
    "cosine", at_least=0.1, unit="of the distance",
)  # fmt: skip
RETURN = Claim(
    "time at the flag of a car driven by the best plan, with the chosen alpha minus the plain cosine", at_least=0.1,
    unit="of the episode",
)  # fmt: skip
SIZE = Claim(
    "1 - EPIC distance of the chosen alpha, the largest towers minus the smallest", at_least=0.05, unit="EPIC distance"
)
ALPHAS = (0.0, 0.25, 0.5, 0.75, 1.0)
SIZES = {"small": (4, 4), "middle": (12, 8), "large": (32, 16)}
"""The width and the dimensions of towers."""
UNRELATED = "blue light"
"""A baseline that says nothing of the scene: the control of any line at all."""
SPURIOUS = 0.8
"""The share of the frames of the peak that are in blue light, in the second collection."""
PATCH = 5
"""Pixels of a patch, across and down."""
Steps = Reward[Transitions]


@dataclass
class Config:
    frames: int = 800
    """Captioned frames that towers learn from."""
    epochs: int = 16
    """Passes over them."""
    labelled: int = 60
    """Frames whose true reward is known, to choose alpha on."""
    judged: int = 400
    """Frames that distances are measured on."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Every alpha with towers of three sizes, and with large ones that learned to take blue light for the peak."""
    hill = Hill()
    towers = trained(hill, SIZES, 0.0, config, seed)
    car = studied(hill, towers, config, seed)
    misled = studied(hill, trained(hill, {"large": SIZES["large"]}, SPURIOUS, config, seed), config, seed)
    driven = {alpha: drive(hill, baseline(hill, towers["large"], alpha)) for alpha in ALPHAS}
    times = {f"alpha {alpha}": share for alpha, share in driven.items()}
    times["true reward"] = hill.at_the_flag(hill.reached(hill.positions[:, None]).astype(float))
    return [
        Outcome(0.0, gone(car), "mountain car", car),
        Outcome(0.0, gone(misled), "mountain car, blue light at the peak", misled),
        Outcome(driven[0.0], driven[car["large, alpha"]], "mountain car, planned", times, RETURN),
        Outcome(1 - car["small, chosen"], 1 - car["large, chosen"], "mountain car, sizes", claim=SIZE),
    ]


def gone(found: Mapping[str, float]) -> float:
    return 1 - found["large, chosen"] / found["large, alpha 0.0"]


def trained(
    scene: Scene, sizes: Mapping[str, tuple[int, int]], spurious: float, config: Config, seed: int
) -> dict[str, TwoTowers]:
    """Towers of each size, from the same captioned frames."""
    shown = scene.captioned(config.frames, np.random.default_rng([seed, 0]), spurious)
    words = vocabulary(each.prompt_text for each in shown)
    solver = FineTune(config.epochs, batch_size=64, learning_rate=4e-3, patience=None)
    return {
        name: align_towers(TwoTowers(words, scene.size, PATCH, *size, seed), shown, solver, seed)
        for name, size in sizes.items()
    }


def baseline(scene: Scene, towers: TwoTowers, alpha: float, text: str | None = None) -> Steps:
    return FrameReward(GoalBaseline(towers, text or scene.baseline, alpha), scene.goal)


def studied(scene: Scene, towers: Mapping[str, TwoTowers], config: Config, seed: int) -> dict[str, float]:
    """The distance of every reward to the truth on frames that neither towers nor the choice of alpha have seen."""
    rng = np.random.default_rng([seed, 1])
    some, judged = (Labelled.drawn(scene, n, rng) for n in (config.labelled, config.judged))
    found: dict[str, float] = {}
    for name, each in towers.items():
        by_alpha = {alpha: baseline(scene, each, alpha) for alpha in ALPHAS}
        chosen = min(ALPHAS, key=lambda alpha: some.distance(by_alpha[alpha]))
        found |= {f"{name}, alpha {alpha}": judged.distance(reward) for alpha, reward in by_alpha.items()}
        found |= {f"{name}, chosen": judged.distance(by_alpha[chosen]), f"{name}, alpha": chosen}
    large = towers["large"]
    goal, general = (FrameReward(Similarity(large), text) for text in (scene.goal, scene.baseline))
    lines = [baseline(scene, large, alpha, UNRELATED) for alpha in ALPHAS]
    return found | {
        "goal minus baseline": judged.distance(goal - general),
        "unrelated baseline, chosen": judged.distance(min(lines, key=some.distance)),
        "plain, white light alone": Labelled.drawn(scene, config.judged, rng, ["white"]).distance(goal),
    }


@dataclass(frozen=True)
class Labelled:
    """Steps into drawn frames, and their true rewards."""

    steps: Transitions
    truth: Float[np.ndarray, "n"]

    @classmethod
    def drawn(cls, scene: Scene, n: int, rng: np.random.Generator, among: Sequence[str] = tuple(LIGHTS)) -> "Labelled":
        states = scene.states(n, rng)
        return cls(into(np.stack(scene.frames(states, lights(n, rng, among)))), scene.reached(states).astype(float))

    def distance(self, reward: Steps) -> float:
        """The EPIC distance to the truth."""
        said = reward.score(self.steps).require().values.double().numpy()
        return Epic().apart(said, self.truth, np.full(len(said), 1 / len(said)))


def into(frames: UInt8[np.ndarray, "n rows columns 3"]) -> Transitions:
    """Steps that lead to some frames; no reward of frames reads more of them."""
    never = np.zeros(len(frames), bool)
    return Transitions(frames, np.zeros(len(frames)), frames, never, never)


def drive(hill: Hill, reward: Steps) -> float:
    """How long the best plan for a reward keeps a car at the flag; of each position it is the mean over lights."""
    frames = [hill.frame(position, light) for position in hill.positions[:, None] for light in LIGHTS]
    said = reward.score(into(np.stack(frames))).require().values.double().numpy()
    return hill.at_the_flag(said.reshape(-1, len(LIGHTS)).mean(1))
