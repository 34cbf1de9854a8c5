"""A panel of sliders: move the scores of three images, watch both losses."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import numpy as np
from ipywidgets import HTML, Button, FloatSlider, HBox, Layout, VBox

from course_lib.figures.described import NotReady, values_of

Function = Callable[..., Any]

CLASS_NAMES = ("cat", "car", "frog")
START = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
LABELS = np.array([0, 1, 2])
LOWEST, HIGHEST, STEP = -10.0, 10.0, 0.1
LONGEST_BAR = 15.0  # losses above this fill the bar; the number beside it goes on

COLUMN = Layout(width="33.3%", padding="0 20px 0 0")
SVM_FILL = "repeating-linear-gradient(45deg, #D55E00 0 6px, #F2B48C 6px 9px)"
SOFTMAX_FILL = "#0072B2"


def scores_panel(svm_losses: Function, cross_entropy_losses: Function) -> ScoresPanel:
    """Sliders for the scores of three images, with the losses that your functions give them."""
    return ScoresPanel(svm_losses, cross_entropy_losses)


class ScoresPanel(VBox):
    """Nine sliders, the two losses of each image and their means, and a sentence on the change."""

    def __init__(self, svm_losses: Function, cross_entropy_losses: Function) -> None:
        self.functions = {"SVM": svm_losses, "softmax": cross_entropy_losses}
        self.sliders = [[self._slider(i, j) for j in range(3)] for i in range(3)]
        self.bars = [HTML() for _ in LABELS]
        self.means = HTML()
        self.status = HTML()
        self.losses: dict[str, np.ndarray] = {}
        self._moving_all = False
        images = [
            VBox([HTML(_heading(i)), *self.sliders[i], self.bars[i]], layout=COLUMN)
            for i in range(len(LABELS))
        ]
        buttons = HBox([
            self._button("Back to the start", START),
            self._button("All scores equal", np.zeros_like(START)),
        ])  # fmt: skip
        super().__init__([HBox(images), self.means, buttons, self.status])
        self._update("At the start")

    @property
    def scores(self) -> np.ndarray:
        """The (3, 3) scores that the sliders show, rows are images."""
        return np.array([[slider.value for slider in row] for row in self.sliders])

    def _slider(self, image: int, column: int) -> FloatSlider:
        slider = FloatSlider(
            value=START[image, column],
            min=LOWEST,
            max=HIGHEST,
            step=STEP,
            readout_format=".1f",
            description=CLASS_NAMES[column],
            tooltip=f"{CLASS_NAMES[column]} score of image {image + 1}",
            layout=Layout(width="98%"),
            style={"description_width": "34px"},
        )
        slider.observe(lambda change: self._moved(image, column, change), names="value")
        return slider

    def _button(self, text: str, scores: np.ndarray) -> Button:
        button = Button(description=text, layout=Layout(width="auto"))
        button.on_click(lambda _: self.move_all(scores, text))
        return button

    def move_all(self, scores: np.ndarray, what: str) -> None:
        """Put every slider at its place in `scores`, and only then compute the losses."""
        self._moving_all = True
        for row, values in zip(self.sliders, scores, strict=True):
            for slider, value in zip(row, values, strict=True):
                slider.value = float(value)
        self._moving_all = False
        self._update(what)

    def _moved(self, image: int, column: int, change: dict[str, Any]) -> None:
        # When it is first drawn, the browser sends −3.1 back as −3.1000000000000005.
        nowhere = abs(change["new"] - change["old"]) < STEP / 2
        if not self._moving_all and not nowhere:
            what = f"Image {image + 1}, {CLASS_NAMES[column]} score {_number(change['new'], 1)}"
            self._update(what)

    def _update(self, what: str) -> None:
        """Compute both losses, redraw the bars, and say what changed."""
        before, self.losses, reasons = self.losses, {}, []
        for name, function in self.functions.items():
            try:
                self.losses[name] = values_of(function, self.scores, LABELS, shape=LABELS.shape)
            except NotReady as reason:
                reasons.append(str(reason))
        for image, place in enumerate(self.bars):
            place.value = "".join(
                _bar(name, float(self.losses[name][image]))
                if name in self.losses
                else _no_bar(name)
                for name in self.functions
            )
        means = {name: float(losses.mean()) for name, losses in self.losses.items()}
        self.means.value = "<b>Mean of the three images</b>" + "".join(
            _bar(name, means[name]) if name in means else _no_bar(name) for name in self.functions
        )
        sentences = [*reasons, *_changes(before, means)]
        self.sentence = f"{what}. {' '.join(sentences)}"
        self.status.value = (
            f'<div role="status" aria-live="polite">{html.escape(self.sentence)}</div>'
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The live panel, and the same as plain HTML and a sentence where nothing is live."""
        bundle = dict(super()._repr_mimebundle_(**kwargs))
        rows = "".join(
            f"<p>{_heading(i)} scores {', '.join(_number(s, 1) for s in scores)}</p>{bars.value}"
            for i, (scores, bars) in enumerate(zip(self.scores, self.bars, strict=True))
        )
        bundle["text/plain"] = f"A panel of sliders for the scores of three images. {self.sentence}"
        bundle["text/html"] = f"{rows}{self.means.value}<p>{html.escape(self.sentence)}</p>"
        return bundle


def _changes(before: dict[str, np.ndarray], means: dict[str, float]) -> list[str]:
    """A sentence on each mean: what it is, or what it was and became."""
    sentences = []
    for name, mean in means.items():
        old = float(before[name].mean()) if name in before else mean
        if abs(mean - old) < 0.00005 and before:
            sentences.append(f"The mean {name} loss stays {_number(mean)}.")
        elif before and name in before:
            sentences.append(f"The mean {name} loss goes from {_number(old)} to {_number(mean)}.")
        else:
            sentences.append(f"The mean {name} loss is {_number(mean)}.")
    return sentences


def _heading(image: int) -> str:
    name = CLASS_NAMES[LABELS[image]]
    return f"<b>Image {image + 1}: a {name}</b>"


def _bar(name: str, loss: float) -> str:
    share = 100 * min(max(loss, 0.0), LONGEST_BAR) / LONGEST_BAR if np.isfinite(loss) else 100
    fill = SVM_FILL if name == "SVM" else SOFTMAX_FILL
    track = (
        '<div aria-hidden="true" style="flex: 1; height: 12px; border: 1px solid #999">'
        f'<div style="width: {share:.1f}%; height: 100%; background: {fill}"></div></div>'
    )
    return _row(name, track, _number(loss))


def _no_bar(name: str) -> str:
    return _row(name, '<div style="flex: 1">not ready yet</div>', "–")


def _row(name: str, middle: str, number: str) -> str:
    return (
        '<div style="display: flex; gap: 8px; align-items: center; line-height: 20px">'
        f'<span style="width: 52px">{name}</span>{middle}'
        f'<span style="width: 60px; text-align: right">{number}</span></div>'
    )


def _number(value: float, digits: int = 4) -> str:
    """A number with a true minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")
