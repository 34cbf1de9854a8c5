"""The course's scalar graph against micrograd: the same network, data and steps, in turns.

    uv pip install micrograd
    python benchmarks/scalar_graph.py

A multilayer perceptron of 3-16-16-1 ReLU units on scalars. A step is forward and backward for one
example. micrograd has sums and products of two values only. The course's graph is measured twice:
with one `weighted_sum` gate a neuron, as a network is written with it, and gate for gate as
micrograd builds it. The three take turns, so that all meet the same machine.
"""

from __future__ import annotations

import gc
import itertools
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.linalg import norm

from course_lib.graph import backward
from course_lib.node import Node, weighted_sum

SIZES = (3, 16, 16, 1)
ROUNDS = 60
STEPS_PER_ROUND = 4

Neuron = tuple[list[Any], Any]
Layers = list[list[Neuron]]


def make_parameters(rng: random.Random) -> list[list[tuple[list[float], float]]]:
    """Weights and bias of every neuron of every layer, as plain numbers."""
    return [
        [([rng.uniform(-1, 1) for _ in range(inputs)], rng.uniform(-1, 1)) for _ in range(outputs)]
        for inputs, outputs in itertools.pairwise(SIZES)
    ]


def wrapped(
    parameters: list[list[tuple[list[float], float]]], kind: Callable[[float], Any]
) -> Layers:
    return [
        [([kind(weight) for weight in weights], kind(bias)) for weights, bias in layer]
        for layer in parameters
    ]


def gate_for_gate(layers: Layers, inputs: list[Any]) -> Any:
    """The network's output from sums and products of two; builds a graph of either library."""
    for index, layer in enumerate(layers):
        outputs = []
        for weights, bias in layer:
            total = bias
            for weight, value in zip(weights, inputs, strict=True):
                total = total + weight * value
            outputs.append(total if index == len(layers) - 1 else total.relu())
        inputs = outputs
    return inputs[0]


def neuron_for_neuron(layers: Layers, inputs: list[Any]) -> Any:
    """The same output from one gate for each neuron's sum."""
    for index, layer in enumerate(layers):
        totals = [weighted_sum(weights, inputs, bias) for weights, bias in layer]
        inputs = totals if index == len(layers) - 1 else [total.relu() for total in totals]
    return inputs[0]


def flat(layers: Layers) -> list[Any]:
    return [node for layer in layers for weights, bias in layer for node in (*weights, bias)]


def timed(step: Callable[[list[float]], None], examples: list[list[float]]) -> float:
    gc.collect()
    started = time.perf_counter()
    for example in examples:
        step(example)
    return time.perf_counter() - started


def main() -> None:
    try:
        from micrograd.engine import Value
    except ImportError:
        raise SystemExit("micrograd is not installed: uv pip install micrograd") from None
    rng = random.Random(3)
    parameters = make_parameters(rng)
    ours, theirs = wrapped(parameters, Node), wrapped(parameters, Value)
    our_parameters, their_parameters = flat(ours), flat(theirs)

    def step_of_micrograd(example: list[float]) -> None:
        for value in their_parameters:
            value.grad = 0  # what its zero_grad does; `backward` here does it itself
        gate_for_gate(theirs, [Value(value) for value in example]).backward()

    def step_of_neurons(example: list[float]) -> None:
        backward(neuron_for_neuron(ours, [Node(value) for value in example]))

    def step_of_gates(example: list[float]) -> None:
        backward(gate_for_gate(ours, [Node(value) for value in example]))

    times: dict[str, list[float]] = {"micrograd": [], "neurons": [], "gates": []}
    difference = 0.0
    for _ in range(ROUNDS):
        examples = [[rng.uniform(-1, 1) for _ in range(SIZES[0])] for _ in range(STEPS_PER_ROUND)]
        times["micrograd"].append(timed(step_of_micrograd, examples))
        wanted = np.array([value.grad for value in their_parameters], dtype=float)
        for name, step in (("neurons", step_of_neurons), ("gates", step_of_gates)):
            times[name].append(timed(step, examples))
            found = np.array([node.grad for node in our_parameters])
            difference = max(difference, float(norm(found - wanted) / norm(wanted)))

    print(f"network {'-'.join(map(str, SIZES))}, {len(our_parameters)} parameters, {ROUNDS} rounds")
    for name, title in (
        ("micrograd", "micrograd"),
        ("neurons", "course_lib.graph, a gate a neuron"),
        ("gates", "course_lib.graph, gate for gate"),
    ):
        ratios = [their / our for their, our in zip(times["micrograd"], times[name], strict=True)]
        milliseconds = 1000 * statistics.median(times[name]) / STEPS_PER_ROUND
        ratio = statistics.median(ratios)
        print(f"{title:36s}{milliseconds:7.3f} ms a step   {ratio:5.2f} times as fast")
    print(f"gradients differ by at most {difference:.1e} (relative, norm-wise)")


if __name__ == "__main__":
    main()
