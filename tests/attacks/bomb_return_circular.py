"""A list that holds itself, and a dict that does."""


def softmax(scores):
    circle = [scores]
    circle.append(circle)
    circle.append({"circle": circle})
    return circle
