"""How fast `course_lib.networks` trains, beside eager PyTorch and beside bare matrix products.

    uv run --with torch==2.13.0 python benchmarks/network_speed.py

Small: a two-layer network on Iris, by `networks.train` and by PyTorch on the CPU, with the same
initial parameters, the same batches and float64. Large: the loss and gradients of a batch of 4096
through 1024 hidden units (3072 inputs, as colour images of 32 × 32 pixels have, and 10 classes),
beside the five matrix products that they need, into arrays made once. Both sides of a comparison
run in turn, in one process, on one thread each; times are medians of the rounds. Promised are
5 times PyTorch's speed on the small one, and at most 10 % above the products on the large one.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is imported

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import datasets, networks

HIDDEN, RATE, BATCH, EPOCHS, SEED = 16, 0.1, 20, 40, 0
SMALL_ROUNDS, LARGE_ROUNDS = 15, 9
PROMISED_RATIO, PROMISED_OVERHEAD = 5.0, 0.10

Work = Callable[[], Any]


def in_turn(first: Work, second: Work, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of both in each round, after one that is not counted. Who begins alternates."""
    times: dict[Work, list[float]] = {first: [], second: []}
    for number in range(rounds + 1):
        for work in (first, second) if number % 2 else (second, first):
            started = time.perf_counter()
            work()
            if number:
                times[work].append(time.perf_counter() - started)
    return times[first], times[second]


def iris() -> tuple[np.ndarray, np.ndarray]:
    flowers = datasets.iris()
    features = flowers.features
    return (features - features.mean(axis=0)) / features.std(axis=0), flowers.labels


def torch_training(X: np.ndarray, labels: np.ndarray) -> Callable[[], np.ndarray]:
    """As `networks.train`, by PyTorch: the mean loss of each epoch's examples."""
    import torch

    torch.set_num_threads(1)
    inputs, truth = torch.from_numpy(X), torch.from_numpy(labels.astype(np.int64))

    def train() -> np.ndarray:
        rng = np.random.default_rng(SEED)
        start = networks.initialize(X.shape[1], HIDDEN, 3, rng)
        net = torch.nn.Sequential(
            torch.nn.Linear(X.shape[1], HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 3)
        ).double()
        with torch.no_grad():
            for layer, number in ((net[0], 1), (net[2], 2)):
                layer.weight.copy_(torch.from_numpy(start[f"W{number}"].T))
                layer.bias.copy_(torch.from_numpy(start[f"b{number}"]))
        criterion = torch.nn.CrossEntropyLoss()
        optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
        losses = np.zeros(EPOCHS)
        for epoch in range(EPOCHS):
            order = torch.from_numpy(rng.permutation(len(X)))
            for first in range(0, len(X), BATCH):
                batch = order[first : first + BATCH]
                optimizer.zero_grad()
                loss = criterion(net(inputs[batch]), truth[batch])
                loss.backward()
                optimizer.step()
                losses[epoch] += loss.item() * len(batch) / len(X)
        return losses

    return train


def measure_small() -> float:
    """How many times faster than PyTorch; ValueError if the two do not compute the same."""
    X, labels = iris()

    def ours() -> np.ndarray:
        rng = np.random.default_rng(SEED)
        return networks.train(X, labels, HIDDEN, RATE, BATCH, EPOCHS, rng)[1]

    theirs = torch_training(X, labels)
    off = float(np.abs(ours() - theirs()).max())
    if off > 1e-9:
        raise ValueError(f"the losses differ by {off:g}: the two runs are not the same training")
    our_times, their_times = in_turn(ours, theirs, SMALL_ROUNDS)
    mine, yours = statistics.median(our_times), statistics.median(their_times)
    steps = EPOCHS * -(-len(X) // BATCH)
    print(f"iris, {steps} steps: {1e6 * mine / steps:.0f} µs a step, PyTorch's eager "
          f"{1e6 * yours / steps:.0f} µs: {yours / mine:.1f} times as fast "
          f"(losses agree to {off:.0e})")  # fmt: skip
    return yours / mine


def measure_large() -> float:
    """How much longer than its matrix products a backward pass takes, as a share of them."""
    rng = np.random.default_rng(SEED)
    count, inputs, hidden, classes = 4096, 3072, 1024, 10
    parameters = networks.initialize(inputs, hidden, classes, rng)
    X, labels = rng.normal(size=(count, inputs)), rng.integers(0, classes, size=count)
    W1, W2 = parameters["W1"], parameters["W2"]
    layer, by_layer = np.empty((count, hidden)), np.empty((count, hidden))
    scores, by_scores = np.empty((count, classes)), rng.normal(size=(count, classes))
    by_W1, by_W2 = np.empty_like(W1), np.empty_like(W2)

    def products() -> None:
        np.matmul(X, W1, out=layer)
        np.matmul(layer, W2, out=scores)
        np.matmul(layer.T, by_scores, out=by_W2)
        np.matmul(by_scores, W2.T, out=by_layer)
        np.matmul(X.T, by_layer, out=by_W1)

    def ours() -> None:
        networks.loss_and_gradients(parameters, X, labels, 0.0)

    our_times, bare_times = in_turn(ours, products, LARGE_ROUNDS)
    mine, bare = statistics.median(our_times), statistics.median(bare_times)
    print(f"batch {count}, {inputs}-{hidden}-{classes}: {1e3 * mine:.0f} ms, its five matrix "
          f"products {1e3 * bare:.0f} ms: {100 * (mine / bare - 1):.1f} % above them")  # fmt: skip
    return mine / bare - 1


def main() -> int:
    ratio, overhead = measure_small(), measure_large()
    print(f"promised: at least {PROMISED_RATIO:g} times, at most {PROMISED_OVERHEAD:.0%}")
    return int(ratio < PROMISED_RATIO or overhead > PROMISED_OVERHEAD)


if __name__ == "__main__":
    sys.exit(main())
