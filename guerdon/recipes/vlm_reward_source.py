"""Vision-language models as a source of rewards: is a goal told from other goals on the same frame better than by itself?

No CLIP is at hand: small towers learn captioned views of rooms of things, rendered by MiniGrid, in which things stand
that no goal is about at the time. Goals exclude each other, but often none is reached, and a softmax over goals alone
still names one: "nothing" is a further sentence in a control, and in what policies are paid. Policies are exact plans in a room that nothing was learned
in, from random to greedy, so that the return that was paid for can be held against the true one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from guerdon.judge import Similarity
from guerdon.learn import FineTune, TwoTowers, align_towers, vocabulary
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import TextReward
from guerdon.shape import ContrastSet, OtherGoals, RandomPrompts, TextNorm, Threshold
from guerdon.statistics import auroc, pearson, precision_at_recall
from guerdon.testbeds.things_room import AFAR, AHEAD, GOALS, NAMES, NOTHING, TILE, VIEW, ThingsRoom
from guerdon.transformer import ImageText, Phrased
from guerdon.types import Example

paper = TextNorm.papers[1]
room = "judge"
claim = Claim(
    "area under the curve of frames in which a goal is reached, the mean over goals, softmax over goals minus cosine",
    at_least=0.05, unit="area",
)  # fmt: skip
NEGATIVES = Claim("the same, other goals minus as many random captions", at_least=0.02, unit="area")
TEMPLATE = Claim("the same of the cosine, goals in a sentence minus their words alone", at_least=0.02, unit="area")
SIZES = Claim("the same of the softmax, the largest towers minus the smallest", at_least=0.05, unit="area")
RETURNS = Claim(
    "correlation over policies of the return that the thresholded softmax pays with the true one, the mean over goals; the "
    "baseline is 0", at_least=0.7, unit="correlation",
)  # fmt: skip
TEMPERATURES = (0.01, 0.03, 0.07, 0.2)
WIDTHS = {"small": (4, 4), "middle": (10, 8), "large": (32, 24)}
"""The width and the dimensions of towers."""
CAPTIONS = (*GOALS, *(AFAR.format(name) for name in NAMES), NOTHING)
GREED = (0.0, 1.0, 3.0, 10.0, 30.0, 100.0)
"""How sharply policies follow the plan for a reward."""


@dataclass
class Config:
    size: int = 8
    """Cells of a room across, walls included."""
    rooms: int = 10
    """Whose captioned views towers learn from, 112 of each in a room of 8."""
    epochs: int = 12
    """Passes over them."""
    labelled: int = 1
    """Rooms to choose temperatures and thresholds on."""
    judged: int = 2
    """Rooms that are measured; plans are made in the first."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Goals by themselves, against other goals and against random captions, on the same frames."""
    rng = np.random.default_rng(seed)
    rooms = [
        ThingsRoom(1000 * seed + place, config.size) for place in range(config.rooms + config.labelled + config.judged)
    ]
    shown = [example for each in rooms[: config.rooms] for example in each.captioned(rng)]
    some, judged = rooms[config.rooms : -config.judged], rooms[-config.judged :]
    towers = {name: trained(shown, size, config, seed) for name, size in WIDTHS.items()}
    large = towers["large"]
    exhaustive = chosen(large, OtherGoals((*GOALS, NOTHING)), some)
    arms: dict[str, TextReward] = {
        "cosine": Similarity(large),
        "other goals": chosen(large, OtherGoals(GOALS), some),
        "other goals and nothing": exhaustive,
        "random captions": chosen(large, RandomPrompts(CAPTIONS, len(GOALS) - 1, seed), some),
    }
    found = {name: figures(reward, judged) for name, reward in arms.items()}
    areas = {name: row["area"] for name, row in found.items()}
    words = figures(Similarity(large), judged, NAMES)["area"]
    phrased = figures(Similarity(Phrased(large, (AHEAD,))), judged, NAMES)["area"]
    by_size = {
        name: figures(chosen(towers[name], OtherGoals(GOALS), some), judged)["area"] for name in ("small", "middle")
    } | {"large": areas["other goals"]}
    told = {f"{measure}, {name}": value for name, row in found.items() for measure, value in row.items()}
    paid = returns(exhaustive, some, judged[0])
    return [
        Outcome(areas["cosine"], areas["other goals"], "rooms of things", told),
        Outcome(areas["random captions"], areas["other goals"], "rooms of things, negatives", claim=NEGATIVES),
        Outcome(words, phrased, "rooms of things, template", claim=TEMPLATE),
        Outcome(by_size["small"], by_size["large"], "rooms of things, sizes", by_size, SIZES),
        Outcome(0.0, paid["correlation"], "rooms of things, planned", paid, RETURNS),
    ]


def trained(shown: Sequence[Example], size: tuple[int, int], config: Config, seed: int) -> TwoTowers:
    towers = TwoTowers(vocabulary(CAPTIONS), (VIEW * TILE, VIEW * TILE), TILE, *size, seed)
    solver = FineTune(config.epochs, batch_size=64, learning_rate=8e-3, patience=None)
    return align_towers(towers, shown, solver, seed)


def chosen(encoder: ImageText, contrast: ContrastSet, rooms: Sequence[ThingsRoom]) -> TextNorm:
    """The temperature with the highest area in some rooms."""
    tried = [TextNorm(Similarity(encoder), contrast, temperature) for temperature in TEMPERATURES]
    return max(tried, key=lambda reward: figures(reward, rooms)["area"])


def figures(reward: TextReward, rooms: Sequence[ThingsRoom], goals: Sequence[str] = GOALS) -> Mapping[str, float]:
    """The mean over goals of the area under the curve, and of the precision where half of the frames are found."""
    said, truth = judge(reward, rooms, goals)
    pairs = list(zip(said.T, truth.T, strict=True))
    return {
        "area": float(np.nanmean([auroc(*pair) for pair in pairs])),
        "precision at half": float(np.nanmean([precision_at_recall(*pair, 0.5) for pair in pairs])),
    }


def judge(
    reward: TextReward, rooms: Sequence[ThingsRoom], goals: Sequence[str] = GOALS
) -> tuple[Float[np.ndarray, "frames goals"], Bool[np.ndarray, "frames goals"]]:
    """The reward of every view of some rooms under every goal, and whether it is reached."""
    frames = [frame for each in rooms for frame in each.frames]
    asked = [Example(goal, "", media=(frame,)) for frame in frames for goal in goals]
    said = reward.score(asked).require().values.double().numpy().reshape(len(frames), len(goals))
    return said, np.concatenate([each.reached(each.states) for each in rooms])


def returns(reward: TextReward, labelled: Sequence[ThingsRoom], room: ThingsRoom) -> dict[str, float]:
    """What policies that plan for a reward are paid, where it is above what half of the labelled true frames get."""
    said, truth = judge(reward, labelled)
    yes = Threshold(float(np.median(said[truth])))  # not for a precision: some towers reach none worth asking for
    paid, real = judge(reward >> yes, [room])
    table, correlations, earned = room.table, [], []
    for payment, reached in zip(paid.T, real.T.astype(float), strict=True):
        if not reached.any():  # walled in by other things
            continue
        q = table.optimal_q(room.earned(payment))
        policies = [np.exp(greed * (q - q.max(1, keepdims=True))) for greed in GREED]
        pairs = [
            [table.performance(room.earned(each), policy / policy.sum(1, keepdims=True)) for each in (payment, reached)]
            for policy in policies
        ]
        best = table.performance(room.earned(reached), np.eye(3)[table.optimal_q(room.earned(reached)).argmax(1)])
        rose = np.array(pairs).T
        correlations.append(pearson(*rose) if np.ptp(rose, axis=1).all() else 0.0)  # paid for nothing: nothing learned
        earned.append(rose[1, -1] / best)
    wrong = float(1 - real[paid > 0].mean()) if (paid > 0).any() else float("nan")
    return {
        "correlation": float(np.mean(correlations)), "true return, of the best": float(np.mean(earned)),
        "threshold": yes.beta, "share of pay that is wrong": wrong, "goals": float(len(earned)),
    }  # fmt: skip
