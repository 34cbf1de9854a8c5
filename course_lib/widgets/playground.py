"""A small network to train in the notebook: its regions, its hidden units and its loss, live."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import traitlets

from course_lib.figures.described import DescribedFigure, NotReady
from course_lib.widgets.live import Function, LiveFigure, packed, unready
from course_lib.widgets.playground_picture import trained_network
from course_lib.widgets.playground_problems import IRIS_FEATURES, PROBLEMS, problem
from course_lib.widgets.playground_training import POINTS_A_SIDE, Functions, Start, Training
from course_lib.widgets.written import fixed, in_json

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
BATCHES = (1, 2, 4, 10, 20, 50, 200)
"""The last one is more than any of the problems has: all examples."""
SCALES = (0.0, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0)
SPEEDS = (1, 5, 20, 100, 1000)
"""Epochs a second, as far as the student's functions are quick enough."""
MOST_HIDDEN, MOST_SEED = 16, 30

SLICE, PAUSE, FRAME = 0.02, 0.01, 0.05
"""Seconds of training between two looks at what else the kernel should do, of rest after it, and
from one picture to the next."""

LONGEST = 5000
"""After so many epochs it pauses by itself: the page that shows it may be gone."""

EPOCHS_OF_PICTURE = 200
MOST_CURVE_POINTS = 300


@dataclass(frozen=True)
class Settings:
    """What the front end's controls stand at."""

    problem: str = "xor"
    features: tuple[int, int] = IRIS_FEATURES
    hidden: int = 4
    scale: float = 1.0
    seed: int = 0
    rate: float = 0.3
    batch: int = 4
    speed: int = 20

    def has_same_start(self, other: Settings) -> bool:
        """Whether a training may go on: only the rate, the batch or the speed have changed."""
        return self == replace(other, rate=self.rate, batch=self.batch, speed=self.speed)


FIRST = Settings()
PRESETS = {
    "XOR, four units": FIRST,
    "XOR, two units": replace(FIRST, hidden=2),
    "All weights 0": replace(FIRST, scale=0.0),
    "Rate too large": replace(FIRST, problem="moons", hidden=8, rate=30.0, batch=20),
    "Spiral, four units": replace(FIRST, problem="spiral", batch=20, speed=100),
    "Spiral, sixteen units": replace(FIRST, problem="spiral", hidden=16, batch=20, speed=100),
}


def playground(initialize: Function, forward: Function, loss_and_gradients: Function) -> Playground:
    """Train a network of your own functions in the plane: on XOR, Iris, two moons or a spiral."""
    return Playground(Functions(initialize, forward, loss_and_gradients))


class Playground(LiveFigure, module="playground"):
    """A training with its controls.

    The front end writes `settings` and, when a button is pressed, `command`, as
    ``{"do": "play" | "pause" | "step" | "reset", "count": …}``. The training goes on in slices
    on the kernel's main thread, between cells, and what it has come to is sent in `data`; the
    examples, which change with the problem only, in `examples`.
    """

    options = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    command = traitlets.Dict().tag(sync=True)
    examples = traitlets.Dict().tag(sync=True)

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._now = FIRST
        self._training: Training | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._clock = Clock()
        self._sent, self._sent_epoch, self._until = 0.0, 0, LONGEST
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:  # a plain Python process: training goes by `step` alone
            self._loop = None
        super().__init__(options=_options(), settings=asdict(FIRST))
        self._reset()
        self.observe(lambda _: self._on_main(self._change_settings), names="settings")
        self.observe(lambda _: self._on_main(self._obey), names="command")

    def describe(self) -> str:
        named = f"A network of your own functions on XOR, with {FIRST.hidden} hidden units."
        try:
            told = in_words(self._pictured())
        except NotReady as reason:
            return unready(reason)
        return (
            f"{named} At rate {FIRST.rate:g}: {told} One picture is the plane, coloured by the "
            "class that the network guesses, the other one the loss at each epoch."
        )

    def picture(self) -> DescribedFigure:
        return trained_network(self._pictured, self.describe())

    def close(self) -> None:
        self._pause()
        super().close()

    @property
    def is_playing(self) -> bool:
        return self._timer is not None

    def _pictured(self) -> Training:
        """The training that the picture shows where nothing is live."""
        training = Training(self._functions, problem(FIRST.problem), _start(FIRST))
        for _ in range(EPOCHS_OF_PICTURE):
            training.run_epoch(FIRST.rate, FIRST.batch)
        return training

    # -- what the front end asks for ---------------------------------------------------------------

    def _on_main(self, action: Callable[[], None]) -> None:
        """Messages may arrive on another thread; student code runs on the kernel's main one."""
        try:
            here: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        if self._loop is None or here is self._loop:
            action()
        else:
            self._loop.call_soon_threadsafe(action)

    def _change_settings(self) -> None:
        before = self._now
        try:
            self._now = _settings(self.settings)
        except (IndexError, KeyError, TypeError, ValueError):
            return  # not what this figure's own front end sends
        if self._now.has_same_start(before):
            self._clock.start(self._now.speed)
        else:
            self._reset()

    def _obey(self) -> None:
        action = self.command.get("do")
        if action == "reset":
            self._reset()
        elif action == "pause":
            self._pause()
            self._publish()
        elif action in ("play", "step") and self._training is None:
            self._reset()  # the functions can't train: say again why
        elif action == "step":
            self._pause()
            self._train(lambda training: training.run_epoch(self._now.rate, self._now.batch))
            self._publish()
        elif action == "play" and self._training is not None:
            self._until = self._training.epoch + LONGEST
            self._clock.start(self._now.speed)
            self._schedule()
            self._publish()

    def _reset(self) -> None:
        self._pause()
        given = problem(self._now.problem, self._now.features)
        self._training = None
        reason = ""
        try:
            training = Training(self._functions, given, _start(self._now))
            training.right()
            self._training = training
        except NotReady as why:
            reason = unready(why)
        with self.hold_sync():  # a page must not draw the new examples with the former network
            self.problem = reason
            self.examples = {
                "problem": self._now.problem,
                "points": packed(given.points),
                "labels": packed(given.labels, "uint8"),
                "low": given.low.tolist(),
                "high": given.high.tolist(),
                "mean": given.points.mean(axis=0).tolist(),
                "spread": given.points.std(axis=0).tolist(),
                "axes": list(given.axes),
                "classes": list(given.classes),
            }
            self._publish()

    # -- training ----------------------------------------------------------------------------------

    def _schedule(self) -> None:
        if self._loop is not None:
            self._timer = self._loop.call_later(PAUSE, self._slice)

    def _pause(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _slice(self) -> None:
        started = time.perf_counter()
        self._schedule()
        training = self._training
        before = training.epoch if training else 0
        while self._timer is not None and training is not None:
            if time.perf_counter() - started > SLICE or not self._clock.is_due():
                break
            self._train(lambda training: training.batch(self._now.rate, self._now.batch))
            if training.epoch > before:
                self._clock.count(training.epoch - before)
                before = training.epoch
                if training.epoch >= self._until or training.has_diverged:
                    self._pause()
        has_news = training is not None and training.epoch > self._sent_epoch
        if not self.is_playing or (has_news and time.perf_counter() - self._sent > FRAME):
            self._publish()

    def _train(self, action: Callable[[Training], None]) -> None:
        """Let the training go on; where a function of the student's fails, it stays as it is."""
        try:
            if self._training is not None:
                action(self._training)
        except NotReady as reason:
            self._pause()
            self.problem = unready(reason)

    def _publish(self) -> None:
        """Send what the training has come to."""
        self._sent = time.perf_counter()
        training = self._training
        self._sent_epoch = training.epoch if training else 0
        if training is None:
            self.data = {"playing": False}
            return
        try:
            classes, certainty = training.regions()
            guesses = training.guesses()
        except NotReady as reason:
            self._pause()
            self.problem = unready(reason)
            return
        shown = _thinned(len(training.losses))
        self.data = {
            "playing": self.is_playing,
            "problem": self._now.problem,
            "epoch": training.epoch,
            "loss": in_json(training.losses[-1]),
            "right": training.right(),
            "count": len(training.X),
            "diverged": training.has_diverged,
            "guesses": packed(guesses, "uint8"),
            "regions": packed(classes, "uint8"),
            "certainty": packed(np.round(255 * certainty), "uint8"),
            "epochs": packed(shown, "int32"),
            "losses": packed(np.array(training.losses)[shown]),
            **{name: packed(array) for name, array in training.parameters.items()},
        }


class Clock:
    """Tells when an epoch is due, at so many a second. What a busy kernel missed stays missed."""

    def start(self, per_second: float) -> None:
        self._seconds = 1 / per_second
        self._next = time.perf_counter()

    def is_due(self) -> bool:
        return time.perf_counter() >= self._next

    def count(self, epochs: int) -> None:
        self._next = max(self._next, time.perf_counter() - FRAME) + epochs * self._seconds


def in_words(training: Training) -> str:
    """How far a training has come: what the front end says, too."""
    now = f"Epoch {training.epoch}: loss {fixed(training.losses[-1])}"
    if training.has_diverged:
        return f"{now}. It has diverged: make the rate smaller, and reset."
    return f"{now}, {training.right()} of {len(training.X)} examples right."


def _options() -> dict[str, Any]:
    """What the front end's controls go through."""
    return {
        "problems": [list(pair) for pair in PROBLEMS],
        "features": list(problem("iris", (0, 1)).axes + problem("iris", (2, 3)).axes),
        "rates": list(RATES),
        "batches": list(BATCHES),
        "scales": list(SCALES),
        "speeds": list(SPEEDS),
        "most_hidden": MOST_HIDDEN,
        "most_seed": MOST_SEED,
        "side": POINTS_A_SIDE,
        "presets": [{"name": name, "settings": asdict(each)} for name, each in PRESETS.items()],
    }


def _settings(given: dict[str, Any]) -> Settings:
    """The front end's settings; one of four kinds of error if they are none."""
    settings = Settings(
        problem=str(given["problem"]),
        features=(int(given["features"][0]), int(given["features"][1])),
        hidden=int(given["hidden"]),
        scale=float(given["scale"]),
        seed=int(given["seed"]),
        rate=float(given["rate"]),
        batch=int(given["batch"]),
        speed=int(given["speed"]),
    )
    choices = (
        settings.problem in dict(PROBLEMS),
        set(settings.features) <= set(range(4)),
        settings.hidden in range(1, MOST_HIDDEN + 1),
        settings.scale in SCALES,
        settings.seed in range(MOST_SEED + 1),
        settings.rate in RATES,
        settings.batch in BATCHES,
        settings.speed in SPEEDS,
    )
    if not all(choices):
        raise ValueError(f"settings are {given}; wanted what the controls offer")
    return settings


def _start(settings: Settings) -> Start:
    return Start(settings.hidden, settings.scale, settings.seed)


def _thinned(count: int) -> np.ndarray:
    """Which of so many losses are sent: all, or some of them evenly, the last one always."""
    if count <= MOST_CURVE_POINTS:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, MOST_CURVE_POINTS).round().astype(int))
