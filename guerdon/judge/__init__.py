"""Judges: rewards that ask a model that was trained before, in words or by its likelihoods.

A judge is a ``Reward`` in a file of its own.
"""
