"""Which text goes with which image of a batch: how a CLIP is trained."""

from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy

from guerdon.errors import GuerdonError
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Ratings, Records


@dataclass(frozen=True)
class ImageTextContrast(Objective[RatingBatch]):
    """Each image should be nearer to its own text than to those of the rest of the batch, and each text to its image.

    With s_ij = image_i . text_j / T, and q_ij the uniform distribution over the rows j whose text is that of row i, for
    few scenes have few captions and an equal text is no wrong answer:

        loss = (H(q, softmax_j s) + H(q, softmax_i s)) / 2

    Learns from ratings, whose values it does not read; the prompt is the text. A larger batch is a harder question.

    Sources: Radford et al. 2021 (arXiv 2103.00020), whose T is learned; equal labels as Yang et al. 2022, "Unified
    Contrastive Learning in Image-Text-Label Space" (arXiv 2204.03610).
    """

    temperature: float = 0.1
    """T."""

    papers = (
        Paper(
            "radford2021learning", "Learning Transferable Visual Models From Natural Language Supervision",
            "Radford, Alec and Kim, Jong Wook and others", 2021, arxiv="2103.00020",
        ),
        Paper(
            "yang2022unified", "Unified Contrastive Learning in Image-Text-Label Space", "Yang, Jianwei and others",
            2022, arxiv="2204.03610",
        ),
    )  # fmt: skip

    def __call__(self, model: Forward, batch: RatingBatch) -> Loss:
        said = model.scores(batch.responses).vectors
        fit = said["image"] @ said["text"].T / self.temperature
        place = {text: row for row, text in enumerate(dict.fromkeys(batch.prompts))}
        which = torch.tensor([place[text] for text in batch.prompts], device=fit.device)
        same = (which[:, None] == which).to(fit)
        share = same / same.sum(1, keepdim=True)
        loss = (cross_entropy(fit, share) + cross_entropy(fit.T, share)) / 2
        return Loss(loss, {"image_text": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Ratings):
            raise GuerdonError(f"ImageTextContrast reads ratings, got {type(records).__name__.lower()}")
        if not {"image", "text"} <= set(model.score([records[0].example]).vectors):
            raise GuerdonError(
                "ImageTextContrast compares vectors of images and texts, which the model does not hand out: use "
                "RewardModel(TwoTowers(...), CosineHead())"
            )
