"""HTML on which a careless pattern takes minutes."""

# says: not_defined
from IPython.display import HTML, display

display(HTML("<p style='color:" + "-" * 1_000_000 + "'>x</p>"))
display(HTML("<p style='" + "color:red;" * 100_000 + "'>x</p>"))
display(HTML("&" * 3_000_000))
display(HTML(("<p style='color:" + "rgb(" * 95 + "'>x</p>") * 5_000))
