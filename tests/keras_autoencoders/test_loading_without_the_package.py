"""Saved models in a process that has Keras, and has not imported this package."""

import json
import subprocess
import sys

import keras
import numpy as np
import pytest
from sklearn.decomposition import PCA

from keras_autoencoders import builders, layers, regularizers

SHAPE = (8, 8, 1)
IMAGES = np.random.default_rng(0).random((12, *SHAPE), "float32")


def conv(**options):
    return builders.convolutional(SHAPE, [4, 8], **options)


def denoiser(**options):
    return builders.denoising(SHAPE, [], 4, layers.Corruption("gaussian", 0.3, seed=0), **options)


def trained_denoiser():
    model = denoiser()
    return keras.Sequential([model.get_layer("encoder"), model.get_layer("decoder")])


def with_linear_path():
    pca = PCA(3).fit(IMAGES.reshape(12, 64))
    return builders.add_linear_path(builders.refinement(SHAPE, 4, 1), pca, 3)


PLAIN = {
    "vanilla": lambda: builders.vanilla(SHAPE, 4),
    "stacked": lambda: builders.stacked(SHAPE, [8], 4),
    "sparse": lambda: builders.sparse(SHAPE, 4, keras.regularizers.L1(1e-4)),
    "denoising": lambda: builders.denoising(SHAPE, [], 4, keras.layers.GaussianNoise(0.3)),
    "denoising, once trained": trained_denoiser,
    "convolutional": conv,
    "convolutional, wide": lambda: builders.convolutional(SHAPE, [64, 64, 512]),
    "convolutional, bilinear": lambda: conv(up_sampling="bilinear", padding="symmetric"),
    "convolutional, transposed": lambda: conv(up_sampling="transposed", code_size=4),
    "classifier": lambda: builders.classifier(builders.vanilla(SHAPE, 4).get_layer("encoder"), 3),
    "refinement": lambda: builders.refinement(SHAPE, 4, 1),
    "linear path": with_linear_path,
}
OURS = {
    "Corruption": denoiser,
    "TiedAutoencoder": lambda: builders.stacked(SHAPE, [8], 4, tied=True),
    "KLSparsity": lambda: builders.sparse(SHAPE, 4, regularizers.KLSparsity(0.05, 0.1)),
    "KSparse": lambda: builders.sparse(SHAPE, 4, layers.KSparse(2), activation="relu"),
    "ContractiveDense": lambda: builders.contractive(SHAPE, 4, 0.1, tied=False),
    "NearbyImages": lambda: builders.contractive(SHAPE, 4, 0.1, tied=False, directions=1),
    "EnlargedConv2D": lambda: conv(fuse_last_enlargement=True),
}


@pytest.fixture
def plain_keras():
    """Keras as it is before this package is imported."""
    known = keras.saving.get_custom_objects()
    before = dict(known)
    known.clear()
    yield
    known.update(before)


@pytest.mark.parametrize("build", PLAIN.values(), ids=PLAIN.keys())
def test_what_plain_layers_can_do_is_made_of_plain_layers(build, tmp_path, plain_keras):
    model = build()
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded(IMAGES), model(IMAGES), atol=1e-6)


@pytest.mark.parametrize(("name", "build"), OURS.items(), ids=OURS.keys())
def test_the_error_for_a_layer_of_ours_names_the_import(name, build, tmp_path, plain_keras):
    build().save(tmp_path / "model.keras")
    with pytest.raises(TypeError) as raised:
        keras.saving.load_model(tmp_path / "model.keras")
    assert f"'registered_name': 'import keras_autoencoders.builders>{name}'" in str(raised.value)


def test_what_was_saved_before_still_loads():
    known = keras.saving.get_custom_objects()
    for name in [*OURS, "TiedDense"]:
        assert known[f"autoencoders>{name}"] is known[f"import keras_autoencoders.builders>{name}"]


LOAD = """
import json, sys
import keras
if sys.argv[2:]:
    exec(sys.argv[2])
told = {}
for name in json.loads(sys.argv[1]):
    try:
        keras.saving.load_model(name)
        told[name] = ""
    except Exception as error:
        told[name] = str(error)
print(json.dumps(told))
"""


@pytest.mark.slow
def test_a_fresh_process_with_keras_alone_loads_all_but_ours(tmp_path):
    """And ours too, after the import that the error names."""
    for name, build in {**PLAIN, **OURS}.items():
        build().save(tmp_path / f"{name}.keras")

    def load(*imports):
        files = json.dumps([str(path) for path in sorted(tmp_path.iterdir())])
        command = [sys.executable, "-c", LOAD, files, *imports]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        told = json.loads(done.stdout.splitlines()[-1])
        return {path.rsplit("/", 1)[1].removesuffix(".keras"): told[path] for path in told}

    told = load()
    assert {name for name in told if told[name]} == set(OURS)
    hints = {told[name].rsplit("'registered_name': '", 1)[1].split(">")[0] for name in OURS}
    assert len(hints) == 1
    assert not any(load(hints.pop()).values())
