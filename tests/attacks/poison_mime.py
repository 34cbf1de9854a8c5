"""Output types that are none, with values that are no text."""

from IPython.display import display

display({"../../x": "x", "\x00": "\ud800", "application/json": {"a": float("nan")}}, raw=True)
display({"image/png": "<script>", "text/plain": b"\xff", "text/html": ["x", 3]}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "../../x"}}, raw=True)


def softmax(scores):
    return scores
