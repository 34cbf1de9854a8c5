"""A figure that matplotlib draws. Imported when the first one is made: it takes half a second."""

from __future__ import annotations

import base64
import html
import io

from matplotlib.figure import Figure

from course_lib.figures.described import DescribedFigure, words_only

CSS_PIXELS_PER_INCH = 96
CAPTION = "font-size: 13px; line-height: 1.45; color: var(--jp-ui-font-color1, #333);"
DOTS_PER_INCH = 144  # half as fine again as the page's pixels: sharp enough, and quick to draw


class DrawnFigure(DescribedFigure, Figure):
    """A matplotlib Figure that a notebook shows as an image with its text alternative.

    An image output has no place for alternative text that reaches the page. HTML has one, and the
    same sentence below the image serves everybody else.
    """

    def bundle(self) -> dict[str, str]:
        words = super().bundle()
        return words if words_only() else words | {"text/html": self._as_html()}

    def _as_html(self) -> str:
        image = io.BytesIO()
        self.savefig(image, format="png", dpi=DOTS_PER_INCH)
        width = round(self.get_size_inches()[0] * CSS_PIXELS_PER_INCH)
        text = html.escape(self.alt_text, quote=True)
        data = base64.b64encode(image.getvalue()).decode("ascii")
        return (
            '<figure style="margin: 0">'
            f'<img alt="{text}" width="{width}" style="max-width: 100%; background: white"'
            f' src="data:image/png;base64,{data}">'
            # Hidden from screen readers only: they have just read the same words in `alt`.
            f'<figcaption aria-hidden="true" style="{CAPTION} max-width: {width}px">{text}'
            "</figcaption>"
            "</figure>"
        )
