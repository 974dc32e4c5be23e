"""A language model from a name."""

from guerdon.errors import GuerdonError
from guerdon.llm.base import LanguageModel
from guerdon.llm.cached import Cached
from guerdon.llm.local import Local
from guerdon.llm.remote import Remote
from guerdon.terms import USUAL, Terms

KINDS = "openai:MODEL, http://HOST:PORT/v1#MODEL, or local:NAME for a hub name or a folder"


def load(spec: str, terms: Terms = USUAL, trust_remote_code: bool = False) -> LanguageModel:
    """The language model that a name stands for, its answers kept on disk.

    Args:
        spec: ``openai:MODEL`` (key in ``OPENAI_API_KEY``; ``OPENAI_BASE_URL`` for another server),
            ``http://HOST:PORT/v1#MODEL`` for a server of one's own, ``local:NAME`` for a hub name or a folder.
        terms: what may be spent, and how.
        trust_remote_code: whether code that a local model brings along may run.

    Raises:
        GuerdonError: the name is of none of these kinds, or the model cannot be loaded.
    """
    kind, _, rest = spec.partition(":")
    address, _, model = spec.partition("#") if kind in ("http", "https") else ("", "", rest)
    if address and not model:
        raise GuerdonError(f"{spec} names a server and no model: expected {spec}#MODEL")
    if address or (kind == "openai" and model):
        far = Remote(model, address or None, concurrency=terms.concurrency, price=terms.price, budget=terms.budget)
        return Cached(far, offline=terms.offline)
    if kind == "local" and rest:
        near = Local(rest, trust_remote_code=trust_remote_code, budget=terms.budget)
        return Cached(near, offline=terms.offline)
    raise GuerdonError(f"{spec!r} names no language model: expected {KINDS}")
