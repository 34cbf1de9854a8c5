"""GeneratorExit and StopIteration, which generators take for their own."""


def softmax(scores):
    raise GeneratorExit if scores.shape[0] == 7 else StopIteration(scores)
