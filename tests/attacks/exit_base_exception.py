"""An exception beyond Exception, whose text can't be had."""


class Hostile(BaseException):
    def __str__(self):
        raise KeyboardInterrupt

    __repr__ = __str__

    @property
    def __traceback__(self):
        raise SystemExit


def softmax(scores):
    raise Hostile


raise Hostile
