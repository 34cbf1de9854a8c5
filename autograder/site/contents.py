"""What the index says of each notebook, and the picture that stands for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A notebook in the index. `figure` is the function whose last picture in it is shown."""

    words: str
    figure: str


ENTRIES = {
    "01_loss_functions": Entry(
        "Scores become two losses, the SVM's and softmax's. Drag the scores of a cat, a car and a "
        "frog, and see which mistakes each loss still minds.",
        "recognition_is_hard",
    ),
    "02_gradients": Entry(
        "Slopes by small steps and by formula, each a check of the other; then downhill. Move the "
        "learning rate, and descent creeps, settles, oscillates, or sits down on a saddle.",
        "saddle_paths",
    ),
    "03_computational_graphs": Entry(
        "Every formula is a graph of gates. Step backwards through one, and see at each wire what "
        "arrives, what the gate multiplies it by, and what is handed on.",
        "neuron_graph",
    ),
    "04_backprop_by_hand": Entry(
        "One small network, every number of it worked out on paper and then in code. Drag a "
        "weight, and all values and gradients follow, forward and back.",
        "network_by_hand",
    ),
    "05_two_layer_net": Entry(
        "From one neuron on iris flowers, past XOR, where no straight line helps, to a network "
        "that learns both. Choose its width, rate and batch, and watch it train.",
        "yes_no_regions",
    ),
}

SHOWPIECE = "playground"
"""The live figure that the index shows, if one of the notebooks has it."""
