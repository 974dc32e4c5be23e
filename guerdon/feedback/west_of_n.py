"""Self-training on the best and the worst of many samples, whose labels are the likeliest to be right."""

from collections.abc import Iterable, Sequence

from guerdon.feedback.curate import Curation, curate
from guerdon.feedback.select import scored, select
from guerdon.feedback.selectors import Max, Min
from guerdon.feedback.steps.asked import TextReward
from guerdon.feedback.steps.base import Filter
from guerdon.feedback.steps.confidence import Confidence
from guerdon.feedback.steps.likelihood import Likelihood
from guerdon.papers import Paper
from guerdon.types import Example

paper = Paper(
    "pace2024west", "West-of-N: Synthetic Preferences for Self-Improving Reward Models",
    "Pace, Alizee and Mallinson, Jonathan and Malmi, Eric and Krause, Sebastian and Severyn, Aliaksei", 2024,
    arxiv="2401.12086",
)  # fmt: skip


def west_of_n(
    samples: Iterable[Sequence[Example]],
    reward: TextReward,
    confidence: float = 0.5,
    policy: TextReward | None = None,
    likelihood: float = 0.2,
) -> Curation:
    """For each prompt the sample with the highest score against the one with the lowest, where both filters keep it.

    For a reward that scores, that pair is the one that maximises its probability of being right, sigmoid(r+ - r-), among
    all pairs of the samples. The new reward inherits what the old one gets wrong about both ends; measure its calibration
    and what it does under best-of-n, not only its accuracy.

    Args:
        samples: those of each prompt, from the policy that the reward shall judge.
        reward: the base reward, learned from labels.
        confidence: the share of the pairs to leave out as the least sure.
        policy: gives the mean log-likelihood of a response's tokens; without one no pair is left out as unlikely.
        likelihood: the share of the responses that counts as unlikely.

    Returns:
        comparisons of provenance ``pseudo``, and the account of what was left out after the pairs were made.

    Source: Pace et al. 2024, "West-of-N" (arXiv 2401.12086), which does not state its quantiles.
    """
    made = select(scored(samples, reward), Max(), Min(), provenance="pseudo")
    steps: list[Filter] = [Confidence(reward, least=0.0, quantile=confidence)]
    return curate(made.records, [*steps, *([Likelihood(policy, likelihood)] if policy else [])])
