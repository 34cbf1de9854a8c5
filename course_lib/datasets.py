"""The course's two sets of data: Fisher's irises, and the four rows of XOR."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PACKAGE = Path(__file__).resolve().parent
FOLDERS = (PACKAGE / "data", PACKAGE.parent / "datasets")
"""Where the files lie in an installed package, and where in a checkout."""


@dataclass(frozen=True)
class Dataset:
    """A table of examples.

    features: (N, D), a row for each example.
    labels: (N,), the number of each example's class.
    feature_names: D names, in the order of the columns.
    class_names: the name of class 0, of class 1, and so on.
    """

    features: NDArray[np.float64]
    labels: NDArray[np.intp]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


def iris() -> Dataset:
    """Fisher's irises: 150 flowers of 3 species, 4 lengths each, in centimetres.

    The copy whose rows 35 and 38 are as Fisher printed them; see datasets/README.md.
    """
    return read("iris.csv")


def xor() -> Dataset:
    """The four rows of exclusive or; the last column is constantly 1, for the bias."""
    return read("xor.csv")


def read(filename: str) -> Dataset:
    """A file of the course: a line of names, then rows with the class in the last column.

    Classes are numbered in the order in which they first appear.
    """
    with find(filename).open(newline="", encoding="utf-8") as file:
        names, *rows = csv.reader(file)
    classes = list(dict.fromkeys(row[-1] for row in rows))
    return Dataset(
        features=np.array([[float(entry) for entry in row[:-1]] for row in rows]),
        labels=np.array([classes.index(row[-1]) for row in rows], dtype=np.intp),
        feature_names=tuple(names[:-1]),
        class_names=tuple(classes),
    )


def find(filename: str) -> Path:
    """Where the file is, in an installed package or in a checkout."""
    for folder in FOLDERS:
        if (folder / filename).is_file():
            return folder / filename
    raise FileNotFoundError(
        f"{filename} is neither in {FOLDERS[0]} nor in {FOLDERS[1]}: "
        "copy the course's datasets folder there"
    )
