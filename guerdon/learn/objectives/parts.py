"""Parts that objectives ask a model for by name."""

from collections.abc import Sequence

from guerdon.errors import GuerdonError
from guerdon.learn.batch import batched
from guerdon.learn.model import RewardModel
from guerdon.records import Records


def require_parts(term: str, names: Sequence[str], model: RewardModel, records: Records) -> None:
    """Looks for named parts in a model's scores of the first record.

    Args:
        term: who asks, with its verb, such as ``BradleyTerry compares``.
        names: of the parts; nothing is scored where there are none.

    Raises:
        GuerdonError: the model lacks one of them.
    """
    if not names:
        return
    parts = model.score(batched(records, list(records[:1])).responses).parts
    for name in names:
        if name not in parts:
            raise GuerdonError(f"{term} the part {name!r}; the model's parts: {sorted(parts) or 'none'}")
