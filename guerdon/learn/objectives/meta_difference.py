"""MetaRM: learn preferences where a step towards telling new responses apart would lead."""

from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.learn.batch import Batch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Records
from guerdon.types import Example


@dataclass(frozen=True)
class MetaDifference(Objective[Batch]):
    """The gradient of another objective at weights that tell unlabelled responses better apart.

    With the k responses of a prompt drawn anew in each step, and eta the length of a step up the gradient of J:

        J(w) = (2 / k^2) sum_(i<j) sigmoid(|r_i - r_j|)
        w' = w + eta grad J(w) / |grad J(w)|
        gradient = grad objective(w')

    The paper leaves the step as long as the gradient is; of length 1 it cannot inflate the scale of the reward. The
    derivative of w' in w is left out, as there. Where nothing learns (validation) it is the objective itself.

    Source: Wang et al. 2024, "Secrets of RLHF Part II" (arXiv 2401.06080), algorithm 1.
    """

    objective: Objective
    groups: tuple[tuple[Example, ...], ...] = field(repr=False)
    """Unlabelled responses of the shifted policy, those of one prompt together; at least 2 each."""
    eta: float = 0.1
    """The length of the step, in weights."""
    prompts: int = 8
    """How many of the groups a step looks at."""

    paper = Paper(
        "wang2024secrets", "Secrets of RLHF in Large Language Models Part II: Reward Modeling",
        "Wang, Binghai and others", 2024, arxiv="2401.06080",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not self.groups or min(map(len, self.groups)) < 2:
            raise ValueError("MetaDifference needs groups of at least 2 responses each: there is no difference in less")

    def __call__(self, model: Forward, batch: Batch) -> Loss:
        if not torch.is_grad_enabled():
            return self.objective(model, batch)
        weights = [weight for weight in model.model.network.parameters() if weight.requires_grad]
        slopes = torch.autograd.grad(self.spread(model), weights, allow_unused=True)
        length = torch.stack([slope.square().sum() for slope in slopes if slope is not None]).sum().sqrt()
        before = [weight.detach().clone() for weight in weights]
        with torch.no_grad():
            for weight, slope in zip(weights, slopes, strict=True):
                if slope is not None:
                    weight.add_(slope, alpha=self.eta / max(float(length), 1e-12))
        there = self.objective(Forward(model.model, model.run, model.done), batch)
        found = torch.autograd.grad(there.total, weights, allow_unused=True)
        with torch.no_grad():
            for weight, old in zip(weights, before, strict=True):
                weight.copy_(old)
        tangents = [(weight * slope).sum() for weight, slope in zip(weights, found, strict=True) if slope is not None]
        line = torch.stack(tangents).sum()  # linear in the weights, its gradient is the one found
        return Loss(there.total.detach() + line - line.detach(), there.parts)

    def spread(self, model: Forward) -> Float[Tensor, ""]:
        """J, averaged over some of the groups."""
        some = [self.groups[int(place)] for place in torch.randperm(len(self.groups))[: self.prompts]]
        values = model.run([example for group in some for example in group]).values
        return torch.stack([difference(each) for each in values.split([len(group) for group in some])]).mean()

    def check(self, model: RewardModel, records: Records) -> None:
        self.objective.check(model, records)


def difference(values: Float[Tensor, "k"]) -> Float[Tensor, ""]:
    """(2 / k^2) times the sum of sigmoid(|r_i - r_j|) over pairs."""
    k = len(values)
    first, second = torch.triu_indices(k, k, offset=1)
    return 2 / k**2 * torch.sigmoid((values[first] - values[second]).abs()).sum()
