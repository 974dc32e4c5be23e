"""Language models behind one interface, whoever runs them.

A ``LanguageModel`` answers requests (``generate``), says how probable texts are (``likelihoods``) and how probable each
of some answers is (``choice_logits``). ``Local`` runs one of transformers, ``Remote`` asks a server, ``Scripted`` and
``SimulatedJudge`` stand in where there is none; ``Cached`` keeps what any of them said.

>>> model = load("openai:gpt-4.1-mini", Terms(max_tokens=1_000_000))
>>> model.generate([Request.of("Is 91 prime?")])[0].text

What is asked is a ``Template``: a file of a room's folder ``prompts``, named and versioned. What an answer looks like is
a ``Form``, which reads answers and, for models that play a part, writes them.

To add a model, subclass ``LanguageModel`` with ``name`` and ``stream``.
"""

from guerdon.llm.attempts import Attempts
from guerdon.llm.base import (
    GREEDY,
    Choice,
    Continuation,
    LanguageModel,
    Likelihood,
    Options,
    Reply,
    Request,
    Sampling,
)
from guerdon.llm.cached import Cached
from guerdon.llm.forms import Form, FormError, Grade, Verdict, YesOrNo, structured, unreadable
from guerdon.llm.load import KINDS, load
from guerdon.llm.local import Local
from guerdon.llm.remote import Remote
from guerdon.llm.scripted import Scripted
from guerdon.llm.simulated import SimulatedJudge
from guerdon.llm.template import Template, template, templates
from guerdon.terms import Price, Terms

__all__ = [
    "GREEDY",
    "KINDS",
    "Attempts",
    "Cached",
    "Choice",
    "Continuation",
    "Form",
    "FormError",
    "Grade",
    "LanguageModel",
    "Likelihood",
    "Local",
    "Options",
    "Price",
    "Remote",
    "Reply",
    "Request",
    "Sampling",
    "Scripted",
    "SimulatedJudge",
    "Template",
    "Terms",
    "Verdict",
    "YesOrNo",
    "load",
    "structured",
    "template",
    "templates",
    "unreadable",
]
