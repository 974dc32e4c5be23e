"""Whether a response keeps the constraints that its prompt states."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Example, Scores
from guerdon.verify.check import Check
from guerdon.verify.stated import stated


@dataclass(frozen=True)
class Constraints(Reward[Sequence[Example]]):
    """r = the share of the stated constraints that the response keeps.

    A response without text keeps none, or saying nothing would be a way to write in lower case without commas. Parts:
    ``checks``, how many there are, and ``kept``, how many are kept. The rationale says which are broken. ``nan``
    where there is none, for the reward then has nothing to say; ``StatesConstraints`` tells that from the prompt alone.

    Source: the kinds of constraints are those of Zhou et al. 2023, "IFEval" (arXiv 2311.07911), and some more; beside a
    learned reward they stand in Peng et al. 2025 (arXiv 2502.19328), where a language model reads them and writes the
    checks. Here patterns read them, so that what they do not know is left out; ``stated`` says what that is.
    """

    asked: tuple[Check, ...] = ()
    """Checks of every response, beside those that its prompt states."""

    paper = Paper(
        "zhou2023ifeval", "Instruction-Following Evaluation for Large Language Models", "Zhou, Jeffrey and others", 2023,
        arxiv="2311.07911",
    )  # fmt: skip

    def score(self, batch: Sequence[Example]) -> Scores:
        checks = [(*self.asked, *stated(each.prompt_text).checks) for each in batch]
        broken = [
            [check for check in wanted if not each.response.strip() or not check.keeps(each.response, each.prompt_text)]
            for wanted, each in zip(checks, batch, strict=True)
        ]
        total = torch.tensor([float(len(wanted)) for wanted in checks])
        kept = total - torch.tensor([float(len(each)) for each in broken])
        errors = tuple(None if wanted else "the prompt states no constraint that is understood" for wanted in checks)
        told = tuple(f"broken: {'; '.join(map(str, each))}" if each else None for each in broken)
        return Scores(
            kept / total, parts={"checks": total, "kept": kept}, rationale=told if any(told) else None,
            errors=errors if any(errors) else None,
        )  # fmt: skip
