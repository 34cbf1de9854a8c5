"""As if somebody had pressed Control and C."""


def softmax(scores):
    raise KeyboardInterrupt("3.0")


raise KeyboardInterrupt("3.0")
