"""`jacobian_quiz`: answers in a dict, and known wrong ones."""

from __future__ import annotations

from typing import Any

from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import computational_graphs as probes

WIDTH, BATCH, BYTES = 4096, 100, 8
ENTRIES_ONE, ENTRIES_BATCH = WIDTH**2, (BATCH * WIDTH) ** 2

ANSWERS: dict[str, Any] = {
    "entries_one": ENTRIES_ONE,
    "bytes_one": ENTRIES_ONE * BYTES,
    "entries_batch": ENTRIES_BATCH,
    "bytes_batch": ENTRIES_BATCH * BYTES,
    "relu_shape": "b",
    "instead": "c",
}


def mistake(slug: str, key: str, answer: Any, message: str) -> Misconception:
    return Misconception(slug, message, {**ANSWERS, key: answer})


JACOBIAN_QUIZ = Exercise(
    name="jacobian_quiz",
    assignment="03_computational_graphs",
    reference=ANSWERS,
    probe=probes.jacobian_quiz,
    points=dict.fromkeys(probes.JACOBIAN_QUIZ, 0.25),
    tolerance=2.5e-4,
    relative=True,
    answers_only=True,
    misconceptions=(
        mistake(
            "entries_one_are_outputs",
            "entries_one",
            WIDTH,
            "For one example you count the outputs; each of them has a slope for each input.",
        ),
        mistake(
            "entries_one_added",
            "entries_one",
            2 * WIDTH,
            "For one example you add the numbers of inputs and outputs; every pair has an entry.",
        ),
        mistake(
            "entries_one_half",
            "entries_one",
            WIDTH**2 // 2,
            "For one example you count half of the pairs; a Jacobian is not symmetric in general.",
        ),
        mistake(
            "bytes_one_single_precision",
            "bytes_one",
            WIDTH**2 * 4,
            "For one example you count the bytes of single precision; numpy's floats have 64 bits.",
        ),
        mistake(
            "bytes_one_are_entries",
            "bytes_one",
            WIDTH**2,
            "For one example you give a byte to each entry; a number of 64 bits takes more.",
        ),
        mistake(
            "bytes_one_are_bits",
            "bytes_one",
            WIDTH**2 * 64,
            "For one example you count bits; a byte has 8 of them.",
        ),
        mistake(
            "bytes_one_in_megabytes",
            "bytes_one",
            134.217728,
            "For one example your size is in megabytes; bytes are asked for.",
        ),
        mistake(
            "bytes_one_in_mebibytes",
            "bytes_one",
            128,
            "For one example your size is in units of 1024 times 1024 bytes; bytes are asked for.",
        ),
        mistake(
            "entries_batch_times_examples",
            "entries_batch",
            BATCH * WIDTH**2,
            "For the batch you count one Jacobian for each example; the Jacobian of the batch has "
            "a slope for each output of one example and each input of another, too.",
        ),
        mistake(
            "entries_batch_outputs",
            "entries_batch",
            BATCH * WIDTH,
            "For the batch you count the outputs; each of them has a slope for each input.",
        ),
        mistake(
            "entries_batch_same",
            "entries_batch",
            WIDTH**2,
            "For the batch you count the Jacobian of a single example.",
        ),
        mistake(
            "bytes_batch_single_precision",
            "bytes_batch",
            ENTRIES_BATCH * 4,
            "For the batch you count the bytes of single precision; numpy's floats have 64 bits.",
        ),
        mistake(
            "bytes_batch_times_examples",
            "bytes_batch",
            BATCH * WIDTH**2 * BYTES,
            "For the batch you store one Jacobian for each example; the slopes between different "
            "examples have entries as well.",
        ),
        mistake(
            "bytes_batch_are_entries",
            "bytes_batch",
            ENTRIES_BATCH,
            "For the batch you give a byte to each entry; a number of 64 bits takes more.",
        ),
        mistake(
            "bytes_batch_in_gigabytes",
            "bytes_batch",
            1342.17728,
            "For the batch your size is in gigabytes; bytes are asked for.",
        ),
        mistake(
            "relu_full",
            "relu_shape",
            "a",
            "For ReLU you expect slopes everywhere; an output depends on one input only.",
        ),
        mistake(
            "relu_triangular",
            "relu_shape",
            "c",
            "For ReLU you expect a triangle; an output does not depend on the inputs before it.",
        ),
        mistake(
            "instead_sparse_matrix",
            "instead",
            "a",
            "Storing the matrix without its zeros still builds it; there is a cheaper way.",
        ),
        mistake(
            "instead_numerical",
            "instead",
            "b",
            "Moving one input after the other costs an evaluation for each; there is a cheaper "
            "way.",
        ),
    ),
)
