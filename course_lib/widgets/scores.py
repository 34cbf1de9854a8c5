"""Move the scores of three images, and watch both losses."""

from __future__ import annotations

import numpy as np
import traitlets

from course_lib.figures.described import (
    BLUE,
    VERMILLION,
    DescribedFigure,
    NotReady,
    described,
    drawing,
    new_figure,
    values_of,
)
from course_lib.widgets.live import Function, LiveFigure, unready
from course_lib.widgets.written import fixed, in_json

CLASS_NAMES = ("cat", "car", "frog")
START = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
LABELS = np.array([0, 1, 2])
LOWEST, HIGHEST, STEP = -10.0, 10.0, 0.1
MARGIN = 1.0


def scores_panel(svm_losses: Function, cross_entropy_losses: Function) -> ScoresPanel:
    """Sliders for the scores of three images, with the losses that your functions give them."""
    return ScoresPanel(svm_losses, cross_entropy_losses)


class ScoresPanel(LiveFigure, module="scores"):
    """The scores of three images to move, the two losses of each image, and their means.

    The front end writes `scores`, rows are images; the student's functions answer in `data`.
    """

    scores = traitlets.List(START.tolist()).tag(sync=True)

    def __init__(self, svm_losses: Function, cross_entropy_losses: Function) -> None:
        self._functions = {"SVM": svm_losses, "softmax": cross_entropy_losses}
        self.losses: dict[str, np.ndarray] = {}
        self._reasons: list[str] = []
        super().__init__()
        self._answer()
        self.observe(lambda _: self._answer(), names="scores")

    def describe(self) -> str:
        """The means of both losses, or why there is none."""
        parts = [unready(reason) for reason in self._reasons]
        for name, losses in self.losses.items():
            each = ", ".join(fixed(loss) for loss in losses)
            parts.append(f"The {name} losses are {each}; their mean is {fixed(losses.mean())}.")
        return f"The scores of three images, to be moved. {' '.join(parts)}"

    def picture(self) -> DescribedFigure:
        return losses_of_images(self)

    def _answer(self) -> None:
        """Compute both losses of the present scores, and send them with what went wrong."""
        self.losses, self._reasons = {}, []
        scores = np.array(self.scores, dtype=float)
        for name, function in self._functions.items():
            try:
                self.losses[name] = values_of(function, scores, LABELS, shape=LABELS.shape)
            except NotReady as reason:
                self._reasons.append(str(reason))
        with self.hold_sync():
            self.problem = unready(" ".join(self._reasons)) if self._reasons else ""
            self.data = {
                "names": list(CLASS_NAMES),
                "labels": LABELS.tolist(),
                "start": START.tolist(),
                "lowest": LOWEST,
                "highest": HIGHEST,
                "step": STEP,
                "margin": MARGIN,
                "scores": scores.tolist(),
                "losses": {
                    name: [in_json(loss) for loss in losses] for name, losses in self.losses.items()
                },
            }


@drawing
def losses_of_images(panel: ScoresPanel) -> DescribedFigure:
    """Bars: the two losses of each image."""
    figure = new_figure(width=8.2, height=3.0)
    axes = figure.subplots()
    places = np.arange(len(LABELS))
    styles = {"SVM": (-0.2, VERMILLION, "//"), "softmax": (0.2, BLUE, "")}
    for name, losses in panel.losses.items():
        shift, colour, hatch = styles[name]
        heights = np.clip(np.nan_to_num(losses, posinf=1e3, neginf=0.0), 0.0, 1e3)
        bars = axes.bar(
            places + shift, heights, 0.36, color=colour, hatch=hatch, edgecolor="white", label=name
        )
        axes.bar_label(bars, [fixed(loss, 2) for loss in losses])
    titles = [
        f"image {image + 1}: a {CLASS_NAMES[label]}\n{', '.join(fixed(s, 1) for s in scores)}"
        for image, (label, scores) in enumerate(zip(LABELS, panel.scores, strict=True))
    ]
    axes.set_xticks(places, titles)
    axes.set(ylabel="loss")
    axes.grid(axis="x", visible=False)
    axes.margins(y=0.15)
    if panel.losses:
        axes.legend()
    return described(figure, panel.describe())
