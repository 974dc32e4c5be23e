"""From plain texts to a language model: one at hand, or one that others start from."""

from pathlib import Path

from guerdon.learn.encoders.causal import CausalEncoder
from guerdon.learn.fine_tune import FineTune
from guerdon.learn.fit import fit
from guerdon.learn.heads.scalar import ScalarHead
from guerdon.learn.model import RewardModel
from guerdon.learn.objectives.language import Likelihood
from guerdon.records import Records

SOLVER = FineTune(epochs=2, batch_size=32, learning_rate=5e-3)
"""What suits the models that ``tiny`` makes."""


def pretrain(name: str, texts: Records, folder: Path, solver: FineTune = SOLVER, seed: int = 0) -> str:
    """Trains a causal language model on the responses of some records, and writes it to a folder.

    >>> start = pretrain(tiny(texts), Ratings.of(...), Path("language"))
    >>> one, other = (RewardModel(CausalEncoder(start, language=True), ScalarHead()) for _ in range(2))

    Args:
        name: the model to begin with: a hub name or a folder.
        texts: ratings, which need no values, or comparisons.
        folder: is made if need be.
        solver: how it learns.
        seed: of the order of the texts.

    Returns:
        the name by which ``CausalEncoder`` loads it, as often as there are models to start from it.

    Raises:
        GuerdonError: the model cannot be loaded, or there are too few texts.
    """
    encoder = learn_language(name, texts, solver, seed)
    folder.mkdir(parents=True, exist_ok=True)
    encoder.pack(folder)
    return str(folder)


def learn_language(name: str, texts: Records, solver: FineTune = SOLVER, seed: int = 0) -> CausalEncoder:
    """The same model, without a folder: a causal language model that has learned what comes next in some records.

    Args, errors: as of ``pretrain``.
    """
    encoder = CausalEncoder(name, language=True)
    fit(RewardModel(encoder, ScalarHead()), texts, Likelihood(), solver=solver, seed=seed)
    return encoder
