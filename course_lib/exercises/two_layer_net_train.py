"""`train`: the exercise and its known wrong answers."""

from __future__ import annotations

import numpy as np

from course_lib import networks as reference
from course_lib.exercises import two_layer_net_examples as examples
from course_lib.exercises import two_layer_net_wrong_training as wrong
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import two_layer_net_training as probes

TRAIN = Exercise(
    name="train",
    assignment="05_two_layer_net",
    reference=reference.train,
    probe=probes.train,
    points={
        "parameters": 0.25,
        "gradient step": 0.5,
        "inputs of 0": 0.25,
        "every example once": 0.5,
        "fresh order": 0.25,
        "losses": 0.25,
        "rng": 0.25,
        "arguments untouched": 0.25,
    },
    sizes={"N": 6, "C": 4, "epochs": 3},
    examples=examples.train,
    misconceptions=(
        Misconception(
            "zero_weights",
            "Your network starts with weights of 0, so that its first layer never learns: "
            "look at `initialize`.",
            wrong.train_with(start=wrong.all_zero),
        ),
        Misconception(
            "constant_weights",
            "The hidden units of your network start alike and stay alike: look at `initialize`.",
            wrong.train_with(start=wrong.constant),
        ),
        Misconception(
            "uphill",
            "You add the gradient, which is uphill: the loss grows.",
            wrong.train_with(step=wrong.uphill),
        ),
        Misconception(
            "summed",
            "Your steps are too long: they follow the sum over a batch and not its mean.",
            wrong.train_with(step=wrong.summed),
        ),
        Misconception(
            "over_batch_size",
            "You divide by batch_size, also where the last batch is smaller.",
            wrong.train_with(step=wrong.over_batch_size),
        ),
        Misconception(
            "over_all",
            "You divide a batch's gradient by the number of all examples, not by its own.",
            wrong.train_with(step=wrong.over_all),
        ),
        Misconception(
            "no_rate",
            "The learning rate makes no difference to your training.",
            wrong.train_with(step=wrong.no_rate),
        ),
        Misconception(
            "no_step",
            "Your parameters never change: the steps go to a copy.",
            wrong.train_with(step=wrong.no_step),
        ),
        Misconception(
            "weights_only",
            "Your biases do not learn.",
            wrong.train_with(step=wrong.only("W1", "W2")),
        ),
        Misconception(
            "last_layer_only",
            "Your first layer does not learn.",
            wrong.train_with(step=wrong.only("W2", "b2")),
        ),
        Misconception(
            "first_layer_only",
            "Your last layer does not learn.",
            wrong.train_with(step=wrong.only("W1", "b1")),
        ),
        Misconception(
            "wrong_gradient",
            "Your steps do not follow the slope of the loss that you report: make "
            "`loss_and_gradients` right first.",
            wrong.train_with(step=wrong.no_way_back),
        ),
        Misconception(
            "signs",
            "You step by the gradient's sign alone; its size counts too.",
            wrong.train_with(step=wrong.signs),
        ),
        Misconception(
            "last_layer_first",
            "You update the last layer before you compute the first one's gradient.",
            wrong.train_with(step=wrong.last_layer_first),
        ),
        Misconception(
            "penalised",
            "Your training has a penalty on the weights; this one has none.",
            wrong.train_with(step=wrong.penalised),
        ),
        Misconception(
            "at_the_end_of_the_epoch",
            "You compute all gradients of an epoch with the parameters of its start; each "
            "batch starts from what the one before has learned.",
            wrong.at_the_end_of_the_epoch,
        ),
        Misconception(
            "as_given",
            "You never shuffle: every epoch takes the examples in the order in which they "
            "are given.",
            wrong.train_with(draw=wrong.as_given),
        ),
        Misconception(
            "shuffles_once",
            "You shuffle once, before training; every epoch wants an order of its own.",
            wrong.shuffles_once,
        ),
        Misconception(
            "with_replacement",
            "You draw examples with replacement: in an epoch some come twice and others never.",
            wrong.train_with(draw=wrong.with_replacement),
        ),
        Misconception(
            "drop_last",
            "You drop the last, smaller batch: some examples are left out of the epoch.",
            wrong.train_with(draw=wrong.drop_last),
        ),
        Misconception(
            "one_batch",
            "Your epochs have one batch only; an epoch takes every example once.",
            wrong.steps_for_epochs,
        ),
        Misconception(
            "last_batch_is_filled",
            "You fill the last batch up with examples that the epoch has had already.",
            wrong.train_with(draw=wrong.last_batch_is_filled),
        ),
        Misconception(
            "one_by_one",
            "You take one example at a time, whatever batch_size says.",
            wrong.train_with(draw=wrong.one_by_one),
        ),
        Misconception(
            "all_at_once",
            "You take all examples at once, whatever batch_size says.",
            wrong.train_with(draw=wrong.all_at_once),
        ),
        Misconception(
            "shuffles_rows_alone",
            "You shuffle the rows and not their labels, so that they no longer belong together.",
            wrong.shuffles_rows_alone,
        ),
        Misconception(
            "labels_as_given",
            "You take a batch's labels from the beginning of the list, not those of its rows.",
            wrong.train_with(labels_of=lambda labels, batch: labels[: len(batch)]),
        ),
        Misconception(
            "shuffles_in_place",
            "You shuffle the caller's arrays; draw an order and leave them as they are.",
            wrong.shuffles_in_place,
        ),
        Misconception(
            "counts_distinct_labels",
            "You count the different labels; a class without an example in the data has a "
            "score too.",
            wrong.train_with(
                class_count=lambda labels: len(np.unique(labels)),
                step=lambda parameters, X, labels, rate, of: wrong.right_step(
                    parameters, X, np.minimum(labels, len(parameters["b2"]) - 1), rate, of
                ),
            ),
        ),
        Misconception(
            "own_generator",
            "You draw from a generator of your own, not from `rng`: no run can be repeated.",
            wrong.own_generator,
        ),
        Misconception(
            "order_of_its_own",
            "You draw the order of the examples from another generator than `rng`.",
            wrong.train_with(draw=wrong.order_of_its_own),
        ),
        Misconception(
            "fixed_seed",
            "Whatever `rng` is, your training is the same: you draw with a seed of your own.",
            wrong.fixed_seed,
        ),
        Misconception(
            "loss_of_last_batch",
            "You note the loss of an epoch's last batch; the mean over the epoch is wanted.",
            wrong.train_with(summary=lambda losses: losses[-1]),
        ),
        Misconception(
            "loss_of_every_batch",
            "You note a loss for every batch; one for every epoch is wanted.",
            wrong.loss_of_every_batch,
        ),
        Misconception(
            "sums_losses",
            "You add up the losses of an epoch's batches; their mean is wanted.",
            wrong.train_with(summary=sum),
        ),
        Misconception(
            "no_losses",
            "Your losses are all 0: what a step finds is not noted.",
            wrong.train_with(summary=lambda losses: 0.0),
        ),
    ),
)
