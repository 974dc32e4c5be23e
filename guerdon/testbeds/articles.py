"""Articles of a news site with their categories, to ask people about."""

import gzip
import json
import os
from pathlib import Path

FILE = "gate/website_preferences_subsample.jsonl.gz"


def articles() -> list[tuple[str, str]]:
    """Descriptions (site, title, summary) and categories of 283 articles of MSN; none where they are not at hand.

    Source: the pool of Li et al. 2023 (arXiv 2310.11589), from MIND (Wu et al. 2020), which
    https://github.com/alextamkin/generative-elicitation holds; read from the folder that ``GUERDON_DATA`` names.
    """
    path = Path(os.environ.get("GUERDON_DATA") or ".") / FILE
    if not path.exists():
        return []
    rows = map(json.loads, gzip.decompress(path.read_bytes()).decode("utf-8").splitlines())
    return [(row["nl_desc"], row["full_entry"]["Category"]) for row in rows]
