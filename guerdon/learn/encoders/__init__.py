"""Encoders: examples in, vectors out. One file for each; the interface is ``Encoder``.

To add one, subclass ``Encoder`` in a file of this folder and name it here.
"""

from guerdon.learn.encoders.answer_alone import AnswerAlone
from guerdon.learn.encoders.bag_of_words import BagOfWords
from guerdon.learn.encoders.base import Encoded, Encoder, States
from guerdon.learn.encoders.causal import CausalEncoder
from guerdon.learn.encoders.concatenated import Concatenated
from guerdon.learn.encoders.contexts import Contexts
from guerdon.learn.encoders.crossed import Crossed
from guerdon.learn.encoders.echo import Echo
from guerdon.learn.encoders.features import Features
from guerdon.learn.encoders.further_turn import FurtherTurn
from guerdon.learn.encoders.gru import WordGRU
from guerdon.learn.encoders.image_words import ImageWords
from guerdon.learn.encoders.interaction import Interaction
from guerdon.learn.encoders.joined import Joined
from guerdon.learn.encoders.noised import Noised
from guerdon.learn.encoders.numbers import Numbers
from guerdon.learn.encoders.products import Products
from guerdon.learn.encoders.prompts import Prompts
from guerdon.learn.encoders.recurrent import Recurrent
from guerdon.learn.encoders.segments import SegmentVectors
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.learn.encoders.small import tiny
from guerdon.learn.encoders.surface import Surface
from guerdon.learn.encoders.table import Table
from guerdon.learn.encoders.text import TextEncoder
from guerdon.learn.encoders.trajectory import StepNumbers, told
from guerdon.learn.encoders.two_towers import TwoTowers
from guerdon.learn.encoders.word_counts import WordCounts
from guerdon.learn.encoders.words import vocabulary

__all__ = [
    "AnswerAlone",
    "BagOfWords",
    "CausalEncoder",
    "Concatenated",
    "Contexts",
    "Crossed",
    "Echo",
    "Encoded",
    "Encoder",
    "Features",
    "FurtherTurn",
    "ImageWords",
    "Interaction",
    "Joined",
    "Noised",
    "Numbers",
    "Products",
    "Prompts",
    "Recurrent",
    "SegmentVectors",
    "SentenceEmbedder",
    "States",
    "StepNumbers",
    "Surface",
    "Table",
    "TextEncoder",
    "TwoTowers",
    "WordCounts",
    "WordGRU",
    "tiny",
    "told",
    "vocabulary",
]
