"""An exception whose text is no text, endless, or full of control characters."""


class Hostile(Exception):
    def __str__(self):
        return "\x1b[2J\x00\u202e<script>alert(1)</script>" * 100_000


Hostile.__name__ = "\x1b[31m<img src=x onerror=alert(1)>"


def softmax(scores):
    raise Hostile


raise Hostile
