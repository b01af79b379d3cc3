"""Writing networks for the demos: what is refused, and what the committed files hold."""

import re

import click
import keras
import numpy as np
import pytest
import running_node as node

from coursework.demos import export, network_files, tensor_files
from keras_autoencoders import builders

PAGES = sorted(path.stem for path in node.PAGES.glob("*.md"))
FILES = sorted(node.PAGES.glob(f"*/*{tensor_files.SUFFIX}"))


def save(tmp_path, model, error=lambda model: 1.0, parts=("encoder", "decoder")):
    return network_files.save(tmp_path / "a.safetensors.gz", model, parts, error, {"name": "a"})


# Files


def test_arrays_and_facts_come_back_as_they_were(tmp_path):
    tensors = {
        "halves": np.array([[0.5, -2.0]], "float16"),
        "singles": np.arange(6, dtype="float32").reshape(2, 3),
        "bytes": np.array([0, 255], "uint8"),
    }
    path = tmp_path / "a.safetensors.gz"
    size = tensor_files.write(path, tensors, {"test_mse": 0.25, "sizes": [1, 2]})
    found, metadata = tensor_files.read(path)
    assert size == path.stat().st_size
    assert metadata == {"test_mse": 0.25, "sizes": [1, 2]}
    assert list(found) == list(tensors)
    for name, array in tensors.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_the_same_arrays_give_the_same_bytes(tmp_path):
    for name in "ab":
        tensor_files.write(tmp_path / name, {"x": np.ones(3, "float32")}, {})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    ("array", "complaint"),
    [(np.array([np.inf], "float16"), "finite"), (np.array([1.0]), "Received: x of float64")],
)
def test_a_file_holds_finite_numbers_of_known_types_only(array, complaint, tmp_path):
    with pytest.raises(ValueError, match=complaint):
        tensor_files.write(tmp_path / "a", {"x": array}, {})
    assert not list(tmp_path.iterdir())


# Rounding


@pytest.mark.parametrize(
    ("value", "bits", "rounded"),
    [
        (1.0, 1, 1.0),
        (1.25, 1, 1.0),  # a tie goes to the even neighbour
        (1.75, 1, 2.0),
        (1.2, 1, 1.0),  # with one bit: 1, 1.5, 2, 3, 4, …
        (1.3, 1, 1.5),
        (-1.3, 1, -1.5),
        (1.9, 1, 2.0),  # carried into the exponent
        (1.0 + 3 / 1024, 10, 1.0 + 3 / 1024),
        (1.0 + 3 / 1024, 8, 1.0 + 4 / 1024),
        (0.0, 4, 0.0),
    ],
)
def test_halves_are_rounded_to_the_nearest_of_few_bits(value, bits, rounded):
    assert network_files.to_half(np.array([value]), bits)[0] == rounded


@pytest.mark.parametrize("bits", range(4, 11))
def test_rounding_leaves_the_size_of_weights_as_it_is_on_average(bits):
    weights = np.random.default_rng(0).normal(0, 0.05, 100_000).astype("float32")
    rounded = network_files.to_half(weights, bits).astype("float32")
    assert np.sum(rounded * weights) / np.sum(weights**2) == pytest.approx(1, abs=2e-4)


def test_a_network_gets_the_fewest_bits_that_leave_its_error(tmp_path):
    keras.utils.set_random_seed(0)
    model = builders.vanilla((4, 4, 1), 2)
    exact = [weights.copy() for weights in model.get_weights()]

    def error(model):
        moved = max(
            np.abs(new - old).max() for new, old in zip(model.get_weights(), exact, strict=True)
        )
        return 1 + moved  # at most a thousandth more

    about = save(tmp_path, model, error)
    assert 4 < about["mantissa_bits"] <= 10
    assert 0 < about["rounding_loss"] <= network_files.LARGEST_LOSS
    assert about["test_mse"] == error(model)  # the model holds the rounded weights


def test_rounding_that_costs_too_much_is_refused(tmp_path):
    model = builders.vanilla((4, 4, 1), 2)
    errors = iter([1.0] + [1.0011] * 20)
    with pytest.raises(ValueError, match=r"at most 0.1%.*became 1.001100"):
        save(tmp_path, model, lambda model: next(errors))
    assert not list(tmp_path.iterdir())


# Layers


def test_layers_are_listed_in_the_order_of_computation():
    decoder = builders.stacked((4, 4, 1), [5], 2, activation="tanh").get_layer("decoder")
    assert network_files.describe(decoder) == [
        {"kind": "Dense", "name": "hidden_1", "inputs": ["input"], "activation": "tanh"},
        {"kind": "Dense", "name": "pixels", "inputs": ["hidden_1"], "activation": "sigmoid"},
    ]


def test_corruption_and_shapes_change_no_number_of_a_page():
    described = network_files.describe(export.recipe("denoiser").build("denoiser"))
    assert [layer["kind"] for layer in described] == [
        *("Dense", "Dense", "Concatenate", "Conv2D", "Conv2D", "Conv2DTranspose", "Add"),
        "Activation",
    ]
    join, last = described[2], described[-2]
    assert join["inputs"][0] == "input"
    assert join["channels"] == [1, 1]
    assert last["inputs"] == [described[1]["name"], described[5]["name"]]


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: builders.convolutional((8, 8, 1), [2], down_sampling="max_pooling"), "no layer M"),
        (lambda: builders.convolutional((8, 8, 1), [2], padding="symmetric"), "ZeroPadding2D"),
        (lambda: builders.convolutional((8, 8, 1), [2]), "no layer UpSampling2D"),
        (lambda: builders.vanilla((4, 4, 1), 2, activation="gelu"), "no activation gelu"),
        (
            lambda: builders.vanilla((4, 4, 1), 2, activation=keras.layers.LeakyReLU(0.1)),
            "no activ",
        ),
        (lambda: builders.stacked((4, 4, 1), [3], 2, tied=True), "no layer TiedDense"),
    ],
)
def test_what_the_page_cannot_compute_is_refused(build, complaint, tmp_path):
    with pytest.raises(ValueError, match=complaint):
        save(tmp_path, build())
    assert not list(tmp_path.iterdir())


def test_another_padding_is_refused():
    images = keras.Input((8, 8, 1))
    model = keras.Model(images, keras.layers.Conv2D(2, 3, padding="valid")(images))
    with pytest.raises(ValueError, match="padding 'same'"):
        network_files.describe(model)


def test_dense_layers_on_maps_are_refused():
    images = keras.Input((8, 8, 1))
    with pytest.raises(ValueError, match="flat inputs"):
        network_files.describe(keras.Model(images, keras.layers.Dense(2)(images)))


def test_the_decoder_of_binary_images_is_refused():
    model = builders.variational((4, 4, 1), [3], 2)
    with pytest.raises(ValueError, match="DecoderOfLogits"):
        network_files.describe(model.get_layer("decoder"))


def test_a_file_of_another_network_is_refused(tmp_path):
    save(tmp_path, builders.stacked((4, 4, 1), [3], 2))
    with pytest.raises(ValueError, match="layers of a.safetensors.gz"):
        network_files.load(tmp_path / "a.safetensors.gz", builders.vanilla((4, 4, 1), 2))


# What is committed


def test_all_files_together_are_small_enough():
    assert FILES
    assert export.size(node.ROOT) <= export.LIMIT


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.split(".")[0])
def test_a_file_says_what_made_it(path):
    metadata = tensor_files.read(path)[1]
    assert metadata["recipe"] in export.RECIPES
    assert set(metadata["fingerprint"]) == {"code", "library", "backend", "versions"}
    if path.parent.name == "models":
        assert abs(metadata["rounding_loss"]) <= network_files.LARGEST_LOSS
        assert metadata["test_mse"] > 0


def test_each_network_of_a_recipe_is_there_and_no_other():
    names = {name for recipe in export.RECIPES for name in export.recipe(recipe).NETWORKS}
    found = {path.name.split(".")[0] for path in FILES if path.parent.name == "models"}
    assert found == names


@pytest.mark.parametrize("size", export.recipe("code_sizes").SIZES)
def test_the_networks_are_as_good_as_the_lecture_s(size):
    page = (node.ROOT / "docs" / "results.md").read_text("utf-8")
    lecture = re.search(rf"\| test MSE ÷ PCA clipped, code size {size} \| ([\d.]+)", page)
    metadata = tensor_files.read(export.file_of(node.PAGES, "models", f"code_{size}"))[1]
    ratio = metadata["test_mse"] / metadata["pca_mse"]
    assert ratio == pytest.approx(float(lecture.group(1)), rel=0.02)


def test_no_stored_file_is_stale():
    assert export.stale(node.ROOT) == []


def test_stale_files_are_named(monkeypatch):
    now = export.fingerprint_of
    monkeypatch.setattr(export, "fingerprint_of", lambda root, name: now(root, name) | {"code": 1})
    found = export.stale(node.ROOT)
    assert [sentence.split(":")[0] for sentence in found] == [path.name for path in FILES]
    assert all("its code changed" in sentence for sentence in found)


def test_a_recipe_that_is_none_is_refused():
    with pytest.raises(click.ClickException, match="No recipe is called paint"):
        export.export(node.ROOT, ("paint",), None)


# Pages


def parts(text):
    return set(re.findall(r'data-part="([\w-]+)"', text))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_figure_and_its_script(name):
    page, figure = ((node.PAGES / f"{name}.{end}").read_text("utf-8") for end in ("md", "html"))
    assert f"```{{demo}} {name}\n```" in page
    assert "## Try this" in page
    assert "?" in page.split("```{demo}")[0], "a question comes first"
    assert "../../course/" in page
    assert f'data-demo="{name}"' in figure
    assert "message" in parts(figure)


@pytest.mark.parametrize("name", PAGES)
def test_a_script_asks_for_parts_that_its_figure_has(name):
    script, figure = ((node.PAGES / f"{name}.{end}").read_text("utf-8") for end in ("js", "html"))
    assert set(re.findall(r"part\('([\w-]+)'\)", script)) <= parts(figure)


@pytest.mark.parametrize("name", PAGES)
def test_no_figure_types_a_measured_number(name):
    figure = (node.PAGES / f"{name}.html").read_text("utf-8")
    assert re.findall(r"\d+\.\d+", re.sub(r'(min|max|step|value)="[^"]*"', "", figure)) == []
