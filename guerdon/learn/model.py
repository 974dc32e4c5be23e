"""A reward that was learned: an encoder and a head."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoder
from guerdon.learn.heads.base import Head
from guerdon.papers import Paper
from guerdon.progress import progress
from guerdon.reward import Reward
from guerdon.saving import pack, unpack
from guerdon.transformer.slicing import room
from guerdon.types import Example, Scores

HEAD_FILE = "head.safetensors"
WINDOW = 1024
"""Examples that are prepared together: what scoring holds in memory besides its results."""


class RewardModel(Reward[Sequence[Example]]):
    """An encoder and a head, as a reward.

    >>> model = RewardModel(TextEncoder("Qwen/Qwen3-0.6B"), ScalarHead())
    """

    def __init__(self, encoder: Encoder, head: Head, seed: int = 0) -> None:
        """Args: encoder: reads examples; head: scores what it says, its layers made here with the seed's weights."""
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            head.attach(encoder)
        self.encoder = encoder
        self.head = head
        self.network = Network(encoder, head)
        self.papers: tuple[Paper, ...] = ()
        """What its training rests on; ``fit`` notes it."""

    @property
    def device(self) -> torch.device:
        return self.head.centre.device

    @torch.no_grad()  # inference mode would give tensors that no later loss may use
    def score(self, batch: Sequence[Example]) -> Scores:
        """Scores each distinct example once, examples of like length together; ``nan`` where the model gives it."""
        self.network.eval()
        distinct = list({example.identity: example for example in batch}.values())
        distinct.sort(key=self.encoder.likeness)
        scored: list[Scores] = []
        with progress("score", unit="texts") as bar:
            for start in range(0, len(distinct), WINDOW):
                scored.append(self.network(self.encoder.prepare(distinct[start : start + WINDOW])))
                bar.update(min(start + WINDOW, len(distinct)), len(distinct))
        rows = {example.identity: row for row, example in enumerate(distinct)}
        scores = Scores.concatenate(scored)[
            torch.tensor([rows[example.identity] for example in batch], dtype=torch.long)
        ]
        return explained(scores)

    def prefer(self, first: Sequence[Example], second: Sequence[Example]) -> Float[Tensor, "n"]:
        """The probability that each first response is preferred: sigmoid of the head's gap."""
        scores = self.score([*first, *second])
        rows = torch.arange(len(scores)).split([len(first), len(second)])
        return torch.sigmoid(self.head.gap(scores[rows[0]], scores[rows[1]]))

    def for_user(self, user: Any) -> Reward[Sequence[Example]]:
        """The reward as one user has it; for None, as the head has it for somebody of whom nothing is known.

        Raises:
            GuerdonError: the head tells users apart, and does not know this one.
        """
        self.head.require([user])
        return super().for_user(user)

    @property
    def pairwise(self) -> bool:
        return type(self.head).gap is not Head.gap

    @property
    def symmetric(self) -> bool:
        """A head holds either of two responses against the other in the same way."""
        return True

    def pack(self, folder: Path) -> Mapping[str, Any]:
        """Writes the head's tensors, and whatever the encoder needs."""
        state = {name: tensor.detach().cpu().clone() for name, tensor in self.head.state_dict().items()}
        save_file(state, folder / HEAD_FILE)
        papers = [asdict(paper) for paper in self.papers]
        return {"encoder": pack(self.encoder, folder), "head": pack(self.head, folder), "papers": papers}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "RewardModel":
        encoder: Encoder = unpack(Encoder, config["encoder"], folder)
        model = cls(encoder, unpack(Head, config["head"], folder))
        try:
            model.head.load_state_dict(load_file(folder / HEAD_FILE))
        except Exception as error:  # safetensors raises its own kinds, torch RuntimeError
            reason = " ".join(str(error).split())
            raise GuerdonError(f"{folder / HEAD_FILE} does not fit the model: {reason}") from error
        model.papers = tuple(Paper(**paper) for paper in config["papers"])
        return model


class Network(nn.Module):
    """Encoder and head in one module, so that whatever wraps a module for training wraps both."""

    def __init__(self, encoder: Encoder, head: Head) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = head

    def forward(self, items: Sequence[Any]) -> Scores:
        """Scores of prepared items, in their order and with gradients, padded as little as can be."""
        slices = self.encoder.slices(items, room(self.head.centre.device))
        scored = Scores.concatenate([self.pass_through([items[row] for row in rows]) for rows in slices])
        order = [row for rows in slices for row in rows]
        return scored[torch.tensor(order, dtype=torch.long).argsort()]

    def pass_through(self, items: Sequence[Any]) -> Scores:
        """Scores of items that are padded together; the head in full precision, for scores differ by little."""
        encoded = self.encoder(items)
        with torch.autocast(self.head.centre.device.type, enabled=False):
            scores = self.head(encoded)
        return encoded.states.told(scores) if encoded.states else scores


class Forward:
    """A model as one step of a fit sees it: whatever terms ask for the same responses share one pass."""

    def __init__(self, model: RewardModel, run: Callable[[Sequence[Example]], Scores], done: float = 1.0) -> None:
        """Args: model: whose parameters the step trains; run: scores responses with gradients; done: see below."""
        self.model = model
        self.run = run
        self.done = done
        """The share of the training that is behind this step; 1 where a solver has no steps, and on validation data."""
        self.known: dict[int, tuple[Sequence[Example], Scores]] = {}

    def scores(self, responses: Sequence[Example]) -> Scores:
        """Scores with gradients; asked again for the same sequence, the same scores."""
        if id(responses) not in self.known:
            self.known[id(responses)] = (responses, self.run(responses))  # keeping it alive keeps its id its own
        return self.known[id(responses)][1]

    def again(self, responses: Sequence[Example]) -> Scores:
        """Scores of a pass of their own: with dropout, another view of the same responses."""
        return self.run(responses)


def explained(scores: Scores) -> Scores:
    """The same scores, each ``nan`` with its reason."""
    if not scores.failed:
        return scores
    failed = set(scores.failed)
    known = scores.errors or (None,) * len(scores)
    reasons = tuple(
        said or ("the model gave nan: its weights or its input are not finite" if row in failed else None)
        for row, said in enumerate(known)
    )
    return replace(scores, errors=reasons)
