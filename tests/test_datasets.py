"""The data sets are the copies that the course says they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from course_lib import datasets


def test_iris_has_fifty_flowers_of_each_species() -> None:
    iris = datasets.iris()
    assert iris.features.shape == (150, 4)
    assert iris.features.dtype == np.float64
    assert iris.class_names == ("setosa", "versicolor", "virginica")
    assert iris.feature_names == ("sepal length", "sepal width", "petal length", "petal width")
    assert np.array_equal(iris.labels, np.repeat([0, 1, 2], 50))


def test_iris_has_the_two_rows_as_fisher_printed_them() -> None:
    features = datasets.iris().features
    assert features[34].tolist() == [4.9, 3.1, 1.5, 0.2]
    assert features[37].tolist() == [4.9, 3.6, 1.4, 0.1]


def test_iris_sums_to_what_its_readme_says() -> None:
    sums = datasets.iris().features.sum(axis=0)
    np.testing.assert_allclose(sums, [876.5, 458.6, 563.7, 179.9], rtol=1e-12)


def test_setosa_is_separable_by_its_sepals() -> None:
    """The neuron of assignment 05 has data with a straight boundary."""
    iris = datasets.iris()
    side = iris.features[:, :2] @ [-7.82, 10.04] + 12.1
    assert np.array_equal(side > 0, iris.labels == 0)


def test_xor_is_its_truth_table_with_a_bias_column() -> None:
    xor = datasets.xor()
    assert xor.features.tolist() == [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
    assert xor.labels.tolist() == [0, 1, 1, 0]


def test_every_call_gives_arrays_of_its_own() -> None:
    datasets.iris().features[:] = 0
    assert datasets.iris().features.sum() > 0


def test_an_installed_package_finds_its_own_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xor.csv").write_text("a,b,class\n1,2,yes\n")
    monkeypatch.setattr(datasets, "FOLDERS", (tmp_path, *datasets.FOLDERS))
    assert datasets.xor().class_names == ("yes",)
    assert len(datasets.iris().labels) == 150


def test_missing_files_are_named_with_the_places_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets, "FOLDERS", (tmp_path / "data", tmp_path / "datasets"))
    with pytest.raises(FileNotFoundError, match=r"iris\.csv is neither in .*data nor in"):
        datasets.iris()
