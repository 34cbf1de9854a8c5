"""Scripts, frames and styles in every kind of output."""

from IPython.display import HTML, SVG, Javascript, Markdown, display

HOSTILE = "<script>fetch('//evil/')</script><iframe src='file:///etc/passwd'></iframe>"
display(HTML(HOSTILE), Markdown(HOSTILE), Javascript("alert(1)"))
display(SVG(data=f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{'<g/>'}</svg>"))
display({"text/latex": "$\\href{javascript:alert(1)}{x}$", "text/html": HOSTILE}, raw=True)


def softmax(scores):
    return scores
