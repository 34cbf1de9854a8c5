"""A gigabyte of text is printed."""

text = "3.0 " * 2**18
for _ in range(1000):
    print(text)


def softmax(scores):
    return scores
