"""Which answers are built alike: hints for a person, never marks."""

from autograder.similarity.pairs import Pair, SharedCell, similar_pairs

__all__ = ["Pair", "SharedCell", "similar_pairs"]
