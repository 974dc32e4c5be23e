"""Rewards from what is said of a choice: utterances name an option, or what is wanted, and a listener hears both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.feedback.known import Known
from guerdon.learn import LinearPosterior, Matching, PragmaticSpeaker, SentenceEmbedder
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.testbeds.flights import Game, described, drawn_games, drawn_options, pooled_options, read_games

paper = Paper(
    "lin2022inferring", "Inferring Rewards from Language in Context",
    "Lin, Jessy and Fried, Daniel and Klein, Dan and Dragan, Anca", 2022, arxiv="2204.02515",
)  # fmt: skip
SAYS = "best of three unseen options found after every utterance, speakers of both kinds minus speakers of"
room = "learn"
claim = Claim(f"{SAYS} options alone", at_least=0.01, unit="accuracy")
over_rewards = Claim(f"{SAYS} rewards alone", at_least=0.01, unit="accuracy")
FLIGHTS = Known("flightpref", "https://github.com/jlin816/rewards-from-language")
ARMS = {"combined": 0.5, "options alone": 1.0, "rewards alone": 0.0}
"""The share of utterances that each listener takes to be about the best option."""


@dataclass
class Config:
    games: int = 300
    """Simulated games to learn from, of three rounds; a fifth as many to test on. Real data are used whole."""
    columns: int = 64
    """Principal columns of sentence vectors that are read."""
    negatives: int = 7
    """Other utterances that the speaker of weights is told apart from."""
    l2: float = 0.001
    """The penalty of both matchings."""
    alternatives: int = 300
    """What else might have been said: short training utterances without digits, at most so many."""
    particles: int = 1000
    """Of each belief."""
    unseen: int = 1000
    """Choices of three options to predict."""
    most: int = 6
    """Utterances that are listened to in a game, at most."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Simulated speakers, and where the data are at hand people; each against both halves of the model."""
    generator = np.random.default_rng(seed)
    simulated = drawn_games(config.games, 3, generator), drawn_games(config.games // 5, 4, generator)
    outcomes = compared(config, "simulated", *simulated, drawn_options(config.unseen, generator), seed)
    folder = FLIGHTS.found()
    if folder:
        train, test = (read_games(folder / f"{part}.json.gz") for part in ("train", "eval"))
        pool = pooled_options(train)
        unseen = pool[generator.choice(len(pool), config.unseen)]
        outcomes += compared(config, "FlightPref", train, test, unseen, seed)
    return outcomes


def compared(
    config: Config, data: str, train: Sequence[Game], test: Sequence[Game], unseen: np.ndarray, seed: int
) -> list[Outcome]:
    vectors = Utterances([one.utterance for game in train for one in game.rounds], config.columns)
    speakers = learned(config, vectors, train, seed)
    choices = torch.from_numpy(unseen).float()
    best = [choices @ torch.from_numpy(game.weights).float() for game in test]
    controls: dict[str, float] = {
        "guess": 1 / 3,
        "oracle": 1.0,
        "utterances a game": mean(len(game.rounds) for game in test),
    }
    for arm, speaker in speakers.items():
        found = [heard(config, speaker, vectors, game, seed) for game in test]
        for count in range(1, config.most + 1):
            rows = [
                (beliefs[:count][-1], scores, game) for beliefs, scores, game in zip(found, best, test, strict=True)
            ]
            right = mean(correct(mean_weights, choices, scores) for mean_weights, scores, _ in rows)
            away = mean(float((w - torch.from_numpy(game.weights)).norm()) for w, _, game in rows)
            controls |= {f"accuracy after {count}, {arm}": right, f"distance after {count}, {arm}": away}
    both, options, rewards = (controls[f"accuracy after {config.most}, {arm}"] for arm in ARMS)
    return [
        Outcome(options, both, f"{data}, against options alone", controls),
        Outcome(rewards, both, f"{data}, against rewards alone", claim=over_rewards),
    ]


def mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def correct(weights: Float[Tensor, "f"], choices: Float[Tensor, "n k f"], scores: Float[Tensor, "n k"]) -> float:
    """How often the best option by these weights is truly a best one."""
    picked = (choices @ weights).argmax(1, keepdim=True)
    return float((scores.gather(1, picked)[:, 0] >= scores.amax(1) - 1e-6).float().mean())


class Utterances:
    """Vectors of utterances: the principal columns of what a frozen encoder says, centred on those it was made from."""

    def __init__(self, texts: Sequence[str], columns: int) -> None:
        self.embedder = SentenceEmbedder()
        known = torch.from_numpy(self.embedder(texts))
        self.centre = known.mean(0)
        self.basis = torch.linalg.svd(known - self.centre, full_matrices=False).Vh[:columns].T
        self.scale = len(self.centre) ** 0.5

    def __call__(self, texts: Sequence[str]) -> Float[Tensor, "n columns"]:
        return self.scale * (torch.from_numpy(self.embedder(texts)) - self.centre) @ self.basis


def learned(config: Config, vectors: Utterances, train: Sequence[Game], seed: int) -> dict[str, PragmaticSpeaker]:
    """Both halves of the speaker, learned from what was said of which options under which weights; and its three mixtures."""
    generator = np.random.default_rng([seed, 1])
    rows = [(one, game.weights) for game in train for one in game.rounds]
    said = vectors([one.utterance for one, _ in rows])
    options = torch.from_numpy(described(np.stack([one.options for one, _ in rows]))).float()
    listener = Matching.fitted(said, options, torch.tensor([one.best for one, _ in rows]), config.l2)
    others = generator.integers(len(rows), size=(len(rows), config.negatives))
    offered = torch.cat([said[:, None], said[others]], dim=1)
    weights = torch.from_numpy(np.stack([weights for _, weights in rows])).float()
    speaker = Matching.fitted(weights, offered, torch.zeros(len(rows), dtype=torch.long), config.l2)
    short = sorted({u for one, _ in rows if len((u := one.utterance).split()) <= 8 and not any(map(str.isdigit, u))})
    chosen = generator.permutation(short)[: config.alternatives].tolist()
    return {arm: PragmaticSpeaker(listener, speaker, vectors(chosen), alpha) for arm, alpha in ARMS.items()}


def heard(
    config: Config, speaker: PragmaticSpeaker, vectors: Utterances, game: Game, seed: int
) -> list[Float[Tensor, "f"]]:
    """The mean weights after each utterance of a game."""
    source = torch.Generator().manual_seed(seed)
    belief = LinearPosterior.uniform(config.particles, len(game.weights), source)
    rounds = game.rounds[: config.most]
    means = []
    for one, said in zip(rounds, vectors([one.utterance for one in rounds]), strict=True):
        options, told = (torch.from_numpy(array).float() for array in (one.options, described(one.options)))
        belief = belief.observe(speaker.likelihood(said, belief.particles, options, told), source)
        means.append(belief.mean)
    return means
