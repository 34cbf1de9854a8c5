"""Exceptions whose classes need more arguments than one, or are made by none."""


def softmax(scores):
    kinds = (
        ExceptionGroup("many", [ValueError(1)] * 3),
        UnicodeDecodeError("utf-8", b"x", 0, 1, "no"),
        OSError(2, "no", "file"),
        ImportError("no", name="numpy"),
    )
    raise kinds[len(scores) % 4]
