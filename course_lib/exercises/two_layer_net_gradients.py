"""`loss_and_gradients`: the exercise and its known wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import networks as reference
from course_lib.exercises import two_layer_net_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.losses import cross_entropy_losses, softmax
from course_lib.probes import two_layer_net as probes

Answer = Callable[[Any, Any, Any, float], Any]


def right(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    loss, gradients = reference.loss_and_gradients(parameters, X, labels, strength)
    return loss, dict(gradients)


def penalty(parameters: Any, names: tuple[str, ...] = ("W1", "W2")) -> Any:
    return sum(np.sum(parameters[name] ** 2) for name in names)


def with_loss(change: Callable[[Any, Any, Any, Any, float], Any]) -> Answer:
    """The right gradients with a loss that `change` makes of the right one."""

    def answer(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
        loss, gradients = right(parameters, X, labels, strength)
        return change(loss, parameters, X, labels, strength), gradients

    return answer


def with_gradients(change: Callable[[Any, Any, Any, Any, float], None]) -> Answer:
    """The right loss with gradients that `change` has altered."""

    def answer(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
        loss, gradients = right(parameters, X, labels, strength)
        change(gradients, parameters, X, labels, strength)
        return loss, gradients

    return answer


def backward_with(
    scores_gradient: Callable[[Any, Any], Any],
    mask: Callable[[Any], Any] = lambda hidden: hidden > 0,
    sum_biases: Callable[[Any], Any] = lambda gradient: gradient.sum(axis=0),
    weights: Callable[[Any], Any] = lambda W: W,
) -> Answer:
    """The right loss, and a backward pass with one of its parts exchanged."""

    def answer(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
        scores, hidden = reference.forward(parameters, X)
        W1, W2 = parameters["W1"], parameters["W2"]
        back = scores_gradient(scores, labels)
        hidden_back = (back @ weights(W2).T) * mask(hidden)
        gradients = {
            "W1": X.T @ hidden_back + 2 * strength * W1,
            "b1": sum_biases(hidden_back),
            "W2": hidden.T @ back + 2 * strength * W2,
            "b2": sum_biases(back),
        }
        return right(parameters, X, labels, strength)[0], gradients

    return answer


def errors(scores: Any, labels: Any) -> Any:
    probabilities = softmax(scores)
    probabilities[np.arange(len(labels)), labels] -= 1
    return probabilities


def mean_errors(scores: Any, labels: Any) -> Any:
    return errors(scores, labels) / len(labels)


def one_from_whole_columns(scores: Any, labels: Any) -> Any:
    probabilities = softmax(scores)
    probabilities[:, labels] -= 1
    return probabilities / len(labels)


def add_to_weights(factor: float, *names: str) -> Answer:
    """A penalty's gradient that is off by `factor` times strength times weights."""

    def change(gradients: Any, parameters: Any, X: Any, labels: Any, strength: float) -> None:
        for name in names:
            gradients[name] += factor * strength * parameters[name]

    return with_gradients(change)


def penalises_biases(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    loss, gradients = right(parameters, X, labels, strength)
    for name in ("b1", "b2"):
        gradients[name] += 2 * strength * parameters[name]
    return loss + strength * penalty(parameters, ("b1", "b2")), gradients


def penalises_first_only(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    loss, gradients = right(parameters, X, labels, strength)
    gradients["W2"] -= 2 * strength * parameters["W2"]
    return loss - strength * penalty(parameters, ("W2",)), gradients


def penalises_last_only(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    loss, gradients = right(parameters, X, labels, strength)
    gradients["W1"] -= 2 * strength * parameters["W1"]
    return loss - strength * penalty(parameters, ("W1",)), gradients


def ignores_strength(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    return right(parameters, X, labels, 1.0)


def forgets_penalty(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    return right(parameters, X, labels, 0.0)


def halves_penalty(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    return right(parameters, X, labels, strength / 2)


def sums_examples(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    return right(parameters, np.repeat(X, 1, axis=0), labels, strength)[0], {
        name: gradient * len(X) if name.startswith("b") else gradient + (len(X) - 1) * plain
        for (name, gradient), plain in zip(
            right(parameters, X, labels, strength)[1].items(),
            right(parameters, X, labels, 0.0)[1].values(),
            strict=True,
        )
    }


def hidden_before_relu(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    loss, gradients = right(parameters, X, labels, strength)
    z = X @ parameters["W1"] + parameters["b1"]
    back = mean_errors(reference.forward(parameters, X)[0], labels)
    gradients["W2"] = z.T @ back + 2 * strength * parameters["W2"]
    return loss, gradients


def first_layer_twice_averaged(
    gradients: Any, parameters: Any, X: Any, labels: Any, strength: float
) -> None:
    plain = right(parameters, X, labels, 0.0)[1]
    gradients["W1"] = plain["W1"] / len(X) + 2 * strength * parameters["W1"]
    gradients["b1"] = plain["b1"] / len(X)


def prefixed(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    loss, gradients = right(parameters, X, labels, strength)
    return loss, {f"d{name}": gradient for name, gradient in gradients.items()}


def descends(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    loss, gradients = right(parameters, X, labels, strength)
    return loss, {name: -gradient for name, gradient in gradients.items()}


def updates_parameters(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    loss, gradients = right(parameters, X, labels, strength)
    for name, gradient in gradients.items():
        parameters[name] -= 0.1 * gradient
    return loss, gradients


def penalty_left_to_the_loss(
    gradients: Any, parameters: Any, X: Any, labels: Any, strength: float
) -> None:
    gradients.update(right(parameters, X, labels, 0.0)[1])


LOSS_AND_GRADIENTS = Exercise(
    name="loss_and_gradients",
    assignment="05_two_layer_net",
    reference=reference.loss_and_gradients,
    probe=probes.loss_and_gradients,
    points={
        "loss": 0.5,
        "gradient by W1": 0.75,
        "gradient by b1": 0.25,
        "gradient by W2": 0.5,
        "gradient by b2": 0.25,
        "arguments untouched": 0.25,
    },
    sizes={"N": probes.N, "C": probes.C, "D": probes.D, "H": probes.H},
    examples=examples.loss_and_gradients,
    misconceptions=(
        Misconception(
            "no_mask",
            "The way back through the ReLU is missing: units that were cut off get no gradient.",
            backward_with(mean_errors, mask=lambda hidden: 1.0),
        ),
        Misconception(
            "mask_is_value",
            "You multiply by the hidden values on the way back through the ReLU; its slope is 0 "
            "or 1.",
            backward_with(mean_errors, mask=lambda hidden: hidden),
        ),
        Misconception(
            "mask_reversed",
            "On the way back your ReLU blocks the units that are alive and lets the others pass.",
            backward_with(mean_errors, mask=lambda hidden: hidden <= 0),
        ),
        Misconception(
            "mask_of_sigmoid",
            "You take the sigmoid's slope for the hidden layer; here it has the ReLU.",
            backward_with(mean_errors, mask=lambda hidden: hidden * (1 - hidden)),
        ),
        Misconception(
            "sums_gradients",
            "Your gradients are summed over the examples, while the loss is their mean.",
            sums_examples,
        ),
        Misconception(
            "forgets_label",
            "Your scores' gradient is the probabilities alone; the label's share is missing.",
            backward_with(lambda scores, labels: softmax(scores) / len(labels)),
        ),
        Misconception(
            "one_from_whole_columns",
            "You take 1 from whole columns; each row has one label.",
            backward_with(one_from_whole_columns),
        ),
        Misconception(
            "loss_of_scores_reversed",
            "Your data gradient has the wrong sign, its penalty the right one.",
            backward_with(lambda scores, labels: -mean_errors(scores, labels)),
        ),
        Misconception(
            "descends",
            "You return what a step of descent would add; a gradient points uphill.",
            descends,
        ),
        Misconception(
            "hidden_before_relu",
            "For W2 you take the hidden layer before its ReLU; the scores are made of it after.",
            hidden_before_relu,
        ),
        Misconception(
            "first_layer_twice_averaged",
            "In the first layer you divide by N once more; it came with the scores' gradient.",
            with_gradients(first_layer_twice_averaged),
        ),
        Misconception(
            "averages_biases",
            "You average the biases' gradients over the rows, which are averaged already.",
            backward_with(mean_errors, sum_biases=lambda gradient: gradient.mean(axis=0)),
        ),
        Misconception(
            "biases_not_summed",
            "Your biases' gradients have a row for each example; a bias is shared by all rows.",
            backward_with(mean_errors, sum_biases=lambda gradient: gradient),
        ),
        Misconception(
            "biases_as_rows",
            "Your biases' gradients keep an axis too much: they are shaped as the biases.",
            backward_with(mean_errors, sum_biases=lambda g: g.sum(axis=0, keepdims=True)),
        ),
        Misconception(
            "penalty_without_two",
            "The penalty's gradient lacks its factor 2.",
            add_to_weights(-1.0, "W1", "W2"),
        ),
        Misconception(
            "penalty_left_to_the_loss",
            "The penalty is in your loss and not in your gradients.",
            with_gradients(penalty_left_to_the_loss),
        ),
        Misconception(
            "forgets_penalty",
            "The penalty is missing, from the loss and from the gradients.",
            forgets_penalty,
        ),
        Misconception(
            "halves_penalty",
            "Your penalty has a factor ½, as in other texts; this course's has none.",
            halves_penalty,
        ),
        Misconception(
            "ignores_strength", "You leave the penalty's strength out.", ignores_strength
        ),
        Misconception(
            "penalises_first_only",
            "You penalise the first layer's weights only; the second's belong to it too.",
            penalises_first_only,
        ),
        Misconception(
            "penalises_last_only",
            "You penalise the second layer's weights only; the first's belong to it too.",
            penalises_last_only,
        ),
        Misconception(
            "penalises_biases",
            "You penalise the biases too; the penalty is on the weights only.",
            penalises_biases,
        ),
        Misconception(
            "sums_losses",
            "Your loss is summed over the examples; their mean is wanted.",
            with_loss(
                lambda loss, parameters, X, labels, strength: (
                    len(X) * (loss - strength * penalty(parameters))
                    + strength * penalty(parameters)
                )
            ),
        ),
        Misconception(
            "loss_of_each",
            "You return a loss for each example; their mean is wanted.",
            with_loss(
                lambda loss, parameters, X, labels, strength: (
                    cross_entropy_losses(reference.forward(parameters, X)[0], labels)
                    + strength * penalty(parameters)
                )
            ),
        ),
        Misconception(
            "loss_without_penalty",
            "The penalty is in your gradients and not in your loss.",
            with_loss(
                lambda loss, parameters, X, labels, strength: loss - strength * penalty(parameters)
            ),
        ),
        Misconception(
            "prefixed",
            "Your gradients' names begin with d; they have the names of their parameters.",
            prefixed,
        ),
        Misconception(
            "updates_parameters",
            "You change the parameters, which is for `train` to do.",
            updates_parameters,
        ),
    ),
)
