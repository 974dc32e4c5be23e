"""How annotations are checked while tests run."""

from typing import Annotated, Self

from beartype import BeartypeConf, BeartypeHintOverrides, beartype
from beartype.vale import Is

# The import hook decorates method by method, and Self is known only where a whole class is decorated.
anything = Annotated[object, Is[lambda _: True]]

# As PEP 484 has it, an int is welcome where a float is.
checked = beartype(conf=BeartypeConf(is_pep484_tower=True, hint_overrides=BeartypeHintOverrides({Self: anything})))
