"""Verifiers: rewards that check a fact. Each is a ``Reward`` in a file of its own."""
