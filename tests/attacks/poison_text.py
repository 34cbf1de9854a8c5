"""Control characters, ANSI codes, reversed text and half characters, printed."""

print("\x1b]0;title\x07\x1b[2J\x00\x08\u202e\ufeff", "\ud800", "=cmd|'/c calc'!A1")


def softmax(scores):
    return scores
