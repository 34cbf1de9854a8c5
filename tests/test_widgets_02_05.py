"""Surface and Playground without a browser: what they compute, say and send."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from course_lib.descent import gradient_descent
from course_lib.figures.described import WORDS_ONLY, NotReady
from course_lib.landscapes import narrow_valley, saddle
from course_lib.networks import forward, initialize, loss_and_gradients, train
from course_lib.widgets import Playground, SurfacePanel, playground, surface
from course_lib.widgets.playground import FIRST, PRESETS, Settings, in_words
from course_lib.widgets.playground_problems import PROBLEMS, problem
from course_lib.widgets.playground_training import Functions, Start, Training
from course_lib.widgets.surface import MOST_TABLES
from course_lib.widgets.surface import in_words as descent_in_words
from course_lib.widgets.surface_descents import MOST_STEPS, NOISES, PLACES, RATES, SURFACES

SADDLE, BOWL, VALLEY = range(3)
PARTS = Functions(initialize, forward, loss_and_gradients)


def unfinished(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


# -- surface -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def panel() -> SurfacePanel:
    made = surface(gradient_descent)
    made.finish()
    return made


def verdict(panel: SurfacePanel, number: int, rate: float, noise: float) -> str:
    key = (number, SURFACES[number].start)
    return panel.descent(key, RATES.index(rate), NOISES.index(noise)).verdict


def test_the_surfaces_are_those_of_the_course() -> None:
    points = np.random.default_rng(0).normal(size=(20, 2))
    for number, height in ((SADDLE, saddle), (VALLEY, narrow_valley)):
        assert [SURFACES[number].height(point) for point in points] == pytest.approx(height(points))
    for each in SURFACES:
        wanted = np.array([2 * each.a, 2 * each.b]) * points
        assert each.gradient(points) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("number", "rate", "noise", "expected"),
    [
        (SADDLE, 0.15, 0.0, "stuck"),
        (SADDLE, 0.15, 0.0625, "escapes"),
        (SADDLE, 1.2, 0.0, "diverges"),
        (BOWL, 0.22, 0.0, "settles"),
        (BOWL, 0.68, 1.0, "jitters"),
        (BOWL, 0.0032, 0.0, "creeps"),
        (VALLEY, 0.18, 0.0, "settles"),
        (VALLEY, 0.22, 0.0, "diverges"),
        (VALLEY, 0.022, 0.0, "creeps"),
    ],
)
def test_what_becomes_of_descents(
    panel: SurfacePanel, number: int, rate: float, noise: float, expected: str
) -> None:
    assert verdict(panel, number, rate, noise) == expected


def test_in_the_valley_the_bound_divides_what_settles_from_what_diverges(
    panel: SurfacePanel,
) -> None:
    bound = SURFACES[VALLEY].bound
    assert bound == pytest.approx(0.2)
    for rate in RATES:
        found = verdict(panel, VALLEY, rate, 0.0)
        assert (found == "diverges") == (rate > 1.05 * bound)


def test_less_rate_is_less_jitter(panel: SurfacePanel) -> None:
    def height(rate: float) -> float:
        path = panel.descent((BOWL, SURFACES[BOWL].start), RATES.index(rate), 5).path
        return float(np.mean([SURFACES[BOWL].height(point) for point in path[-50:]]))

    assert height(0.1) < height(0.32) < height(1.0)


def test_the_bytes_hold_the_paths(panel: SurfacePanel) -> None:
    assert [table["surface"] for table in panel.data["tables"]] == [SADDLE, BOWL, VALLEY]
    for table in panel.data["tables"]:
        offsets = np.frombuffer(table["offsets"]["bytes"], dtype="<i4")
        paths = np.frombuffer(table["paths"]["bytes"], dtype="<f4").reshape(-1, 2)
        pair = 12 * len(NOISES) + 2
        sent = paths[offsets[pair] : offsets[pair + 1]]
        key = (table["surface"], tuple(table["start"]))
        assert sent == pytest.approx(panel.descent(key, 12, 2).path, rel=1e-6, abs=1e-30)


def test_another_start_is_answered_at_once_and_completed_behind() -> None:
    figure = surface(gradient_descent)
    figure.finish()
    key = (VALLEY, (3, 40))
    started = time.perf_counter()
    figure.asked = {"surface": VALLEY, "start": [3, 40], "rate": 12, "noise": 1}
    assert time.perf_counter() - started < 0.2
    (table,) = figure.data["tables"]
    assert (table["surface"], table["start"]) == (VALLEY, [3, 40])
    path = figure.descent(key, 12, 1).path
    assert path[0] == pytest.approx([PLACES[3], PLACES[40]])
    assert figure.descent(key, 12, 2).verdict == "missing"
    figure.finish()
    assert figure.descent(key, 12, 2).verdict != "missing"


def test_what_was_unfinished_is_completed_after_a_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("course_lib.widgets.filling.AT_ONCE", 0.0)
    figure = surface(gradient_descent)
    figure._work._work, figure._work.is_done = iter(()), False  # nothing is done yet
    figure.asked = {"surface": 0, "start": [1, 1], "rate": 0, "noise": 0}
    figure.finish()
    assert verdict(figure, VALLEY, 0.18, 1.0) != "missing"


def test_starts_far_back_are_forgotten() -> None:
    figure = surface(lambda gradient, start, *_, **__: np.array([start, start]))
    for number in range(MOST_TABLES + 5):
        figure.asked = {"surface": 0, "start": divmod(number, 45), "rate": 0, "noise": 0}
    assert len(figure._tables) <= MOST_TABLES


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"surface": 3, "start": [0, 0], "rate": 0, "noise": 0},
        {"surface": 0, "start": [0], "rate": 0, "noise": 0},
        {"surface": 0, "start": [0, 99], "rate": 0, "noise": 0},
        {"surface": 0, "start": [0, 0], "rate": "fast", "noise": 0},
        {"surface": 0, "start": [0, 0], "rate": -1, "noise": 0},
    ],
)
def test_strange_questions_change_nothing(panel: SurfacePanel, asked: dict[str, Any]) -> None:
    before = panel.data
    panel.asked = asked
    assert panel.data is before


def test_an_unfinished_descent_gives_its_sentence_and_a_picture() -> None:
    figure = surface(unfinished)
    assert figure.problem.startswith("Your unfinished is not ready yet: NotImplementedError.")
    bundle, _ = figure._repr_mimebundle_()
    assert "not ready yet" in bundle["text/html"]


@pytest.mark.parametrize("answer", [[], [1.0, 2.0], 3.0, "path", np.zeros((MOST_STEPS + 2, 2))])
def test_a_wrong_kind_of_path_is_told(answer: Any) -> None:
    figure = surface(lambda *_, **__: answer)
    assert "is not ready yet" in figure.problem


def test_one_that_does_not_stop_is_not_tried_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[NotReady.__module__], "SECONDS", 0.05)

    def endless(*_: Any, **__: Any) -> Any:
        while True:
            pass

    started = time.perf_counter()
    figure = surface(endless)
    figure.finish()
    figure.asked = {"surface": 0, "start": [1, 2], "rate": 0, "noise": 0}
    assert time.perf_counter() - started < 2
    assert "does not stop" in figure.problem


def test_a_descent_that_changes_what_it_is_given_spoils_nothing() -> None:
    def in_place(gradient: Any, start: Any, learning_rate: float, **limits: Any) -> Any:
        start *= 2
        return gradient_descent(gradient, start / 2, learning_rate, **limits)

    figure = surface(in_place)
    figure.finish()
    key = (SADDLE, SURFACES[SADDLE].start)
    words = descent_in_words(figure.descent(key, 20, 0), key, 20, 0)
    assert words.startswith("On the saddle from (1.8, 0.0), rate 0.15, noise 0, descent is stuck")


# -- playground ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, _ in PROBLEMS])
def test_problems_have_points_on_both_sides_of_the_mean(name: str) -> None:
    given = problem(name)
    X = given.standardised(given.points)
    assert X.mean(axis=0) == pytest.approx([0, 0], abs=1e-9)
    assert X.std(axis=0) == pytest.approx([1, 1])
    assert set(given.labels) == set(range(len(given.classes)))
    assert np.all(given.low < given.points.min(axis=0))
    assert np.all(given.high > given.points.max(axis=0))


def test_no_other_problems() -> None:
    with pytest.raises(ValueError, match="wanted one of xor, iris, moons, spiral"):
        problem("circle")


def test_training_by_parts_is_training() -> None:
    """The library's `train` draws the same numbers in the same order."""
    given = problem("moons")
    training = Training(PARTS, given, Start(hidden=6, scale=1.0, seed=3))
    for _ in range(5):
        training.run_epoch(0.2, 16)
    parameters, losses = train(
        given.standardised(given.points), given.labels, 6, 0.2, 16, 5, np.random.default_rng(3)
    )
    assert training.losses[1:] == pytest.approx(losses)
    for name, array in parameters.items():
        assert training.parameters[name] == pytest.approx(array)


def test_the_presets_show_what_their_names_promise() -> None:
    def after(name: str, epochs: int) -> Training:
        preset = PRESETS[name]
        start = Start(preset.hidden, preset.scale, preset.seed)
        training = Training(PARTS, problem(preset.problem), start)
        for _ in range(epochs):
            training.run_epoch(preset.rate, preset.batch)
        return training

    assert after("XOR, four units", 200).right() == 4
    assert after("XOR, two units", 400).right() == 3
    assert after("All weights 0", 50).losses[-1] == pytest.approx(np.log(2), abs=1e-3)
    assert after("Rate too large", 50).losses[-1] > 1
    assert after("Spiral, four units", 300).right() < 140
    assert after("Spiral, sixteen units", 300).right() == 160


def test_the_rate_goes_on_and_the_width_starts_afresh() -> None:
    figure = playground(*vars(PARTS).values())
    step(figure, 3)
    assert figure.data["epoch"] == 3
    figure.settings = {**figure.settings, "rate": 0.1, "batch": 2, "speed": 100}
    assert figure.data["epoch"] == 3
    figure.settings = {**figure.settings, "hidden": 5}
    assert figure.data["epoch"] == 0
    assert figure.data["b1"]["shape"] == [5]
    assert FIRST.has_same_start(replace(FIRST, rate=1.0))
    assert not FIRST.has_same_start(replace(FIRST, seed=1))


def test_the_same_seed_is_the_same_training() -> None:
    figure = playground(*vars(PARTS).values())
    step(figure, 5)
    before = figure.data["loss"]
    figure.command = {"do": "reset", "count": 99}
    assert figure.data["epoch"] == 0
    step(figure, 5)
    assert figure.data["loss"] == before


def step(figure: Playground, times: int) -> None:
    for count in range(times):
        figure.command = {"do": "step", "count": f"{figure.data.get('epoch')} {count}"}


def test_what_is_sent_is_what_the_network_says() -> None:
    figure = playground(*vars(PARTS).values())
    figure.settings = {**figure.settings, "problem": "iris", "hidden": 6, "batch": 20}
    step(figure, 4)
    training = figure._training
    assert training is not None
    guesses = np.frombuffer(figure.data["guesses"]["bytes"], dtype="uint8")
    assert np.sum(guesses == training.problem.labels) == figure.data["right"]
    assert figure.data["count"] == 150
    assert [figure.data["regions"]["shape"], figure.data["certainty"]["shape"]] == [[48 * 48]] * 2
    losses = np.frombuffer(figure.data["losses"]["bytes"], dtype="<f4")
    assert losses == pytest.approx(training.losses, rel=1e-6)
    assert in_words(training).startswith("Epoch 4: loss ")
    json.dumps(figure.recorded(), allow_nan=False)


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    figure = playground(*vars(PARTS).values())
    assert figure._training is not None
    for _ in range(700):
        figure._training.run_epoch(0.1, 4)
    step(figure, 1)
    epochs = np.frombuffer(figure.data["epochs"]["bytes"], dtype="<i4")
    assert len(epochs) <= 300
    assert [epochs[0], epochs[-1]] == [0, 701]


def playing(act: Callable[[Playground], Any], *functions: Any) -> Playground:
    """A playground on a running event loop, as in a notebook, after `act`."""

    async def run() -> Playground:
        figure = playground(*(functions or vars(PARTS).values()))
        await act(figure)
        figure.close()
        return figure

    return asyncio.run(run())


def test_it_plays_between_other_work_and_pauses() -> None:
    turns = []

    async def act(figure: Playground) -> None:
        figure.settings = {**figure.settings, "speed": 100}
        figure.command = {"do": "play", "count": 1}
        assert figure.data["playing"]
        for _ in range(20):
            started = time.perf_counter()
            await asyncio.sleep(0.02)
            turns.append(time.perf_counter() - started)
        figure.command = {"do": "pause", "count": 2}
        assert figure.data["playing"] is False
        paused = figure.data["epoch"]
        assert 5 <= paused <= 60
        await asyncio.sleep(0.1)
        assert figure.data["epoch"] == paused

    figure = playing(act)
    assert not figure.is_playing
    assert np.median(turns) < 0.1


def test_changing_the_rate_while_it_plays_does_not_stop_it() -> None:
    async def act(figure: Playground) -> None:
        figure.command = {"do": "play", "count": 1}
        await asyncio.sleep(0.1)
        figure.settings = {**figure.settings, "rate": 1.0}
        assert figure.is_playing
        figure.settings = {**figure.settings, "problem": "spiral"}
        assert not figure.is_playing

    playing(act)


def test_closing_it_stops_its_timer() -> None:
    async def act(figure: Playground) -> None:
        figure.command = {"do": "play", "count": 1}
        figure.close()
        assert not figure.is_playing
        epoch = figure.data["epoch"]
        await asyncio.sleep(0.15)
        assert figure.data["epoch"] == epoch

    playing(act)


def test_it_rests_by_itself_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[Settings.__module__], "LONGEST", 7)

    async def act(figure: Playground) -> None:
        figure.settings = {**figure.settings, "speed": 1000}
        figure.command = {"do": "play", "count": 1}
        await asyncio.sleep(0.4)
        assert not figure.is_playing
        assert figure.data["epoch"] == 7
        assert figure.data["playing"] is False

    playing(act)


def test_messages_of_another_thread_are_obeyed_on_the_main_one() -> None:
    threads = set()

    def watched(*arguments: Any) -> Any:
        threads.add(threading.current_thread())
        return loss_and_gradients(*arguments)

    async def act(figure: Playground) -> None:
        def message() -> None:
            figure.command = {"do": "step", "count": 1}

        other = threading.Thread(target=message)
        other.start()
        other.join()
        await asyncio.sleep(0.05)
        assert figure.data["epoch"] == 1

    playing(act, initialize, forward, watched)
    assert threads == {threading.main_thread()}


def test_an_error_in_the_middle_stops_and_is_told() -> None:
    calls = []

    def fragile(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) > 5:
            raise ZeroDivisionError
        return loss_and_gradients(*arguments)

    async def act(figure: Playground) -> None:
        figure.settings = {**figure.settings, "speed": 1000}
        figure.command = {"do": "play", "count": 1}
        await asyncio.sleep(0.3)
        assert not figure.is_playing
        assert figure.data["playing"] is False
        assert figure.problem.startswith("Your fragile is not ready yet: ZeroDivisionError.")
        assert figure.data["epoch"] == 4

    playing(act, initialize, forward, fragile)


def test_divergence_stops_it_and_is_told() -> None:
    figure = playground(*vars(PARTS).values())
    figure.settings = {**figure.settings, "problem": "moons"}
    assert figure._training is not None
    figure._training.losses.append(float("nan"))
    figure._publish()
    assert figure.data["diverged"] is True
    assert figure.data["loss"] == "nan"
    assert "It has diverged" in in_words(figure._training)


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"initialize": lambda *_: None}, "it returns nothing"),
        ({"initialize": lambda *_: {"W1": np.ones((2, 4))}}, "the dict has no b1"),
        ({"initialize": lambda *_: [1]}, "it returns no dict"),
        ({"forward": lambda parameters, X: X}, "it returns no pair"),
        ({"forward": lambda parameters, X: (X.T, 0)}, "the scores has shape (2, 4), not (4, 2)"),
        ({"loss_and_gradients": lambda *_: (0.5, {})}, "the dict has no W1"),
        ({"loss_and_gradients": lambda *_: ("much", {})}, "the loss is no array of numbers"),
        ({"loss_and_gradients": unfinished}, "NotImplementedError"),
    ],
)
def test_what_is_wrong_with_a_function_is_one_sentence(
    broken: dict[str, Any], sentence: str
) -> None:
    figure = playground(**{**vars(PARTS), **broken})
    assert sentence in figure.problem
    assert sentence in figure.describe()
    figure.command = {"do": "play", "count": 1}
    figure.command = {"do": "step", "count": 2}
    assert "epoch" not in figure.data
    assert "not ready yet" in figure._repr_mimebundle_()[0]["text/html"]


def test_functions_that_change_their_arguments_and_print_spoil_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def rough(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
        print("here")
        answer = loss_and_gradients(parameters, X, labels, strength)
        for array in (*parameters.values(), X, labels):
            array *= 0
        return answer

    figure = playground(initialize, forward, rough)
    step(figure, 200)
    assert figure.data["right"] == 4
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "change",
    [
        {"problem": "circle"},
        {"hidden": 10**6},
        {"rate": "fast"},
        {"features": [1]},
        {"features": [0, 9]},
        {"batch": 0},
        {"seed": None},
    ],
)
def test_strange_settings_of_a_page_change_nothing(change: dict[str, Any]) -> None:
    figure = playground(*vars(PARTS).values())
    before = figure.data
    figure.settings = {**figure.settings, **change}
    assert figure.data is before
    figure.command = {"do": "dance"}
    assert figure.data is before
    assert figure._now == Settings()


# -- both ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: surface(gradient_descent), "descent is stuck"),
        (lambda: playground(initialize, forward, loss_and_gradients), "4 of 4 examples right"),
    ],
    ids=["surface", "playground"],
)
def test_grading_gets_words_and_little_work(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[], Any], words: str
) -> None:
    monkeypatch.setenv(WORDS_ONLY, "1")
    make()._repr_mimebundle_()
    started = time.process_time()
    bundle = make()._repr_mimebundle_()
    assert time.process_time() - started < 0.15
    assert list(bundle) == ["text/plain"]
    assert words in bundle["text/plain"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: surface(gradient_descent),
        lambda: playground(initialize, forward, loss_and_gradients),
    ],
    ids=["surface", "playground"],
)
def test_both_can_be_read_where_nothing_is_live(make: Callable[[], Any]) -> None:
    bundle, _ = make()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].startswith("<figure")
    assert bundle["text/plain"] in bundle["text/html"]
