"""Segmenters: where the units of a response end. One file for each; the interface is ``Segmenter``.

To add one, subclass ``Segmenter`` in a file of this folder and name it here.
"""

from guerdon.learn.segmenters.base import Segmenter
from guerdon.learn.segmenters.fixed import EqualCuts, GivenSteps, RandomCuts
from guerdon.learn.segmenters.sentences import Sentences, SubSentences
from guerdon.learn.segmenters.uncertainty import EntropyPeaks, LowConfidence

__all__ = [
    "EntropyPeaks",
    "EqualCuts",
    "GivenSteps",
    "LowConfidence",
    "RandomCuts",
    "Segmenter",
    "Sentences",
    "SubSentences",
]
