import io
import math

import keras
import numpy as np
import pytest
from PIL import Image

from autoencoder_course import coding
from keras_autoencoders.layers import EntropyBottleneck

# Of channel 0 the numbers -1, 0, 1 occur 1, 2 and 1 times; channel 1 is always 1.
SYMBOLS = np.array([[-1, 1], [0, 1], [0, 1], [1, 1]])


def test_tables_are_shares_of_what_occurs():
    tables = coding.tables_of_symbols(SYMBOLS, 1)
    assert tables.shape == (2, 3)
    np.testing.assert_array_equal(tables.sum(axis=1), 2**20)
    # A hundredth is added to each count.
    np.testing.assert_allclose(
        tables[0] / 2**20, [1.01 / 4.03, 2.01 / 4.03, 1.01 / 4.03], atol=1e-5
    )
    np.testing.assert_allclose(
        tables[1] / 2**20, [0.01 / 4.03, 0.01 / 4.03, 4.01 / 4.03], atol=1e-5
    )


def test_numbers_that_never_occurred_can_be_written():
    tables = coding.tables_of_symbols(np.zeros((1_000_000, 1)), 500)
    assert tables.min() == 1
    rare = np.array([[500], [-500], [0]])
    data = coding.encode_symbols(rare, tables)
    np.testing.assert_array_equal(coding.decode_symbols(data, tables), rare)


def test_bits_are_minus_log2_of_the_shares():
    tables = np.array([[2**18, 2**19, 2**18]])  # ¼, ½, ¼
    np.testing.assert_array_equal(coding.bits([[-1], [0], [1]], tables), [2, 1, 2])
    both = np.repeat(tables, 2, axis=0)
    np.testing.assert_array_equal(coding.bits([[0, 1]], both), [3])


def test_a_file_is_as_long_as_the_bits_say_and_comes_back():
    generator = np.random.default_rng(0)
    symbols = np.round(generator.normal(0, [0.3, 2, 20], (2_000, 3))).astype(int)
    tables = coding.tables_of_symbols(symbols, 100)
    data = coding.encode_symbols(symbols, tables)
    np.testing.assert_array_equal(coding.decode_symbols(data, tables), symbols)
    assert len(data) * 8 == pytest.approx(coding.bits(symbols, tables).sum(), abs=8 * 16)
    # A normal distribution of deviation 20, in steps of 1: log2(20 √(2 π e)) = 6.4 bits.
    entropy = math.log2(20 * math.sqrt(2 * math.pi * math.e))
    assert coding.bits(symbols[:, 2:], tables[2:]).mean() == pytest.approx(entropy, abs=0.1)


def test_the_same_numbers_give_the_same_bytes():
    tables = coding.tables_of_symbols(SYMBOLS, 1)
    data = coding.encode_symbols(SYMBOLS, tables)
    assert data == coding.encode_symbols(SYMBOLS.astype(float), tables.copy())
    assert data[:4] == b"\x04\0\0\0"


def test_no_images_take_four_bytes():
    tables = coding.tables_of_symbols(SYMBOLS, 1)
    data = coding.encode_symbols(SYMBOLS[:0], tables)
    assert len(data) == 4
    assert coding.decode_symbols(data, tables).shape == (0, 2)


@pytest.mark.backends
def test_a_layers_tables_are_its_probabilities():
    layer = EntropyBottleneck(components=2, scale=0.7)
    layer.build((None, 2))
    layer.means.assign([[0.3, -1.0], [2.0, 0.0]])
    tables = coding.tables_of_layer(layer, 60)
    assert tables.shape == (2, 121)
    numbers = np.repeat(np.arange(-20, 21, dtype="float32")[:, None], 2, axis=1)
    expected = np.exp(keras.ops.convert_to_numpy(layer.log_probability(numbers)))
    np.testing.assert_allclose(tables[:, 40:81].T / 2**20, expected, atol=3e-4)
    symbols = np.array([[0, 2], [1, -3]])
    np.testing.assert_allclose(
        coding.bits(symbols, tables),
        keras.ops.convert_to_numpy(layer.bits(symbols.astype("float32"))),
        rtol=1e-2,
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_trained_layers_tables_leave_no_number_without_a_share(seed):
    layer = EntropyBottleneck(components=2)
    layer.build((None, 64))
    layer.logits.assign(np.random.default_rng(seed).normal(size=layer.logits.shape))
    tables = coding.tables_of_layer(layer, 60)
    assert tables.min() >= 1
    assert np.all(tables.sum(axis=1) == 2**20)


def test_the_outermost_numbers_take_what_lies_beyond():
    layer = EntropyBottleneck(components=1, scale=4.0)
    layer.build((None, 1))
    tables = coding.tables_of_layer(layer, 1)
    beyond = 1 / (1 + math.exp(0.5 / 4))  # S(-½ / 4)
    np.testing.assert_allclose(tables[0] / 2**20, [beyond, 1 - 2 * beyond, beyond], atol=1e-5)


def test_numbers_that_a_table_lacks_are_refused():
    tables = coding.tables_of_symbols(SYMBOLS, 1)
    with pytest.raises(ValueError, match=r"from -1 to 1: .*such as -2"):
        coding.encode_symbols(SYMBOLS * 2, tables)
    with pytest.raises(ValueError, match="such as -0.5"):
        coding.bits(SYMBOLS / 2, tables)
    with pytest.raises(ValueError, match=r"\(n, 2\)"):
        coding.encode_symbols(SYMBOLS[:, :1], tables)


@pytest.mark.parametrize(
    "tables", [np.full((2, 3), 5), np.zeros((2, 3), int), np.ones((2, 2), int), np.ones((2, 3))]
)
def test_what_is_no_table_is_refused(tables):
    with pytest.raises(ValueError, match="Expected `tables`"):
        coding.encode_symbols(SYMBOLS, tables)


def test_what_is_no_file_is_refused():
    tables = coding.tables_of_symbols(SYMBOLS, 1)
    for data in (b"", b"12345"):
        with pytest.raises(ValueError, match="Expected `data`"):
            coding.decode_symbols(data, tables)


def test_a_layer_of_another_kind_has_no_tables():
    with pytest.raises(ValueError, match="EntropyBottleneck"):
        coding.tables_of_layer(keras.layers.Dense(1), 10)
    with pytest.raises(ValueError, match="largest=0"):
        coding.tables_of_symbols(SYMBOLS, 0)


# A model of 64 pixels with a code of two numbers, written down by hand.
WEIGHTS = np.random.default_rng(1).normal(0, 0.7, (2, 64))
MEANS = np.linalg.inv(WEIGHTS @ WEIGHTS.T / 4 + np.eye(2)) @ WEIGHTS  # about the true posterior's


def posterior(images):
    return (images - 0.5) @ MEANS.T, np.full((1, 2), -2.0)


def likelihood(codes):
    return codes @ WEIGHTS


def images_of(count):
    generator = np.random.default_rng(0)
    logits = generator.normal(size=(count, 2)) @ WEIGHTS
    return (generator.random((count, 64)) < 1 / (1 + np.exp(-logits))).astype("uint8")


def test_bits_back_returns_the_images_bit_by_bit():
    images = images_of(200)
    data = coding.bits_back_encode(images, posterior, likelihood)
    back = coding.bits_back_decode(data, images.shape, 2, posterior, likelihood)
    np.testing.assert_array_equal(back, images)


def test_bits_back_takes_the_negative_elbo():
    images = images_of(1_000)
    data = coding.bits_back_encode(images, posterior, likelihood)
    mean, log_variance = posterior(images.astype(float))
    noise = np.random.default_rng(2).normal(size=mean.shape)
    logits = (mean + np.exp(log_variance / 2) * noise) @ WEIGHTS
    distortion = np.log1p(np.exp(-(2.0 * images - 1) * logits)).sum(axis=1)
    rate = 0.5 * (mean**2 + np.exp(log_variance) - log_variance - 1).sum(axis=1)
    bits = (len(data) * 8 - 64 * 32) / len(images)
    assert bits == pytest.approx((distortion + rate).mean() / math.log(2), rel=0.02)


def test_no_image_leaves_the_random_words():
    data = coding.bits_back_encode(images_of(0), posterior, likelihood)
    assert len(data) == 64 * 4


def test_another_model_is_noticed():
    images = images_of(20)
    data = coding.bits_back_encode(images, posterior, likelihood)
    with pytest.raises(ValueError, match="other floats"):
        coding.bits_back_decode(data, images.shape, 2, posterior, lambda codes: codes @ -WEIGHTS)
    with pytest.raises(ValueError, match="Expected `data`"):
        coding.bits_back_decode(b"", images.shape, 2, posterior, likelihood)


def test_even_a_decoder_that_is_sure_and_wrong_writes_the_image():
    images = np.ones((3, 64), "uint8")
    wrong = lambda codes: np.full((1, 64), -1e9)  # noqa: E731
    data = coding.bits_back_encode(images, posterior, wrong)
    back = coding.bits_back_decode(data, images.shape, 2, posterior, wrong)
    np.testing.assert_array_equal(back, images)
    # 16 bits for each pixel, on top of the words that the stack starts with.
    assert (len(data) * 8 - 64 * 32) / (3 * 64) == pytest.approx(16, abs=0.5)


def test_grey_pixels_are_refused():
    with pytest.raises(ValueError, match="0 and 1 only"):
        coding.bits_back_encode(np.full((1, 64), 0.5), posterior, likelihood)


def test_a_mosaic_has_the_images_row_by_row_and_gives_them_back():
    images = np.arange(6).reshape(6, 1, 1, 1) / 255 * np.ones((6, 2, 3, 1))
    mosaic = coding.to_mosaic(images)
    assert mosaic.shape == (4, 9, 1)
    np.testing.assert_array_equal(mosaic[::2, ::3, 0], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_allclose(coding.from_mosaic(mosaic, images.shape), images, rtol=1e-6)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_lossless_format_gives_the_images_back(channels):
    images = np.random.default_rng(0).integers(0, 256, (4, 5, 6, channels)) / 255
    data, restored = coding.image_format(images, "PNG")
    np.testing.assert_allclose(restored, images, atol=1e-6)
    assert Image.open(io.BytesIO(data)).size == (12, 10)


def test_binary_images_have_a_bit_for_each_pixel():
    images = np.random.default_rng(0).integers(0, 2, (16, 16, 16, 1))
    data, restored = coding.image_format(images, "PNG", binary=True)
    np.testing.assert_array_equal(restored, images)
    assert len(data) == pytest.approx(64 * 64 / 8, abs=200)  # random: nothing to save
    with pytest.raises(ValueError, match="0 and 1 only"):
        coding.image_format(images / 2, "PNG", binary=True)


def test_a_lossy_format_takes_fewer_bytes_at_a_lower_quality():
    images = np.random.default_rng(0).random((4, 16, 16, 3))
    sizes = [len(coding.image_format(images, "JPEG", quality=q)[0]) for q in (10, 90)]
    assert sizes[0] < sizes[1]


def test_formats_and_shapes_that_do_not_fit_are_refused():
    images = np.zeros((4, 4, 4, 1))
    with pytest.raises(ValueError, match="name='NONE'"):
        coding.image_format(images, "NONE")
    with pytest.raises(ValueError, match="1 or 3 channels"):
        coding.image_format(np.zeros((4, 4, 4, 2)), "PNG")
    with pytest.raises(ValueError, match="Expected `mosaic`"):
        coding.from_mosaic(np.zeros((3, 3, 1)), images.shape)
    with pytest.raises(ValueError, match="Expected `images`"):
        coding.to_mosaic(np.zeros((4, 4)))


def test_the_transform_has_the_components_of_pca_for_many_images_and_for_few():
    generator = np.random.default_rng(0)
    images = generator.normal(size=(40, 6)) @ np.diag([9, 5, 3, 2, 1, 0.5]) / 30 + 0.5
    for count in (40, 4):
        part = images[:count].reshape(count, 2, 3, 1)
        klt = coding.fit_klt(part, 3)
        _, singular, rows = np.linalg.svd(images[:count] - images[:count].mean(axis=0))
        np.testing.assert_allclose(np.abs(rows[:3] @ klt.basis), np.eye(3), atol=1e-4)
        np.testing.assert_allclose(klt.stddevs, singular[:3] / math.sqrt(count), rtol=1e-4)


def test_a_number_stands_for_the_mean_of_what_is_rounded_to_it():
    # One pixel of two varies: coefficients are ±0.1 and ±0.4 (of it), the step is 0.5.
    first = np.repeat([0.4, 0.6, 0.1, 0.9], 10)
    images = np.stack([first, np.full(40, 0.5)], axis=1).reshape(40, 1, 2, 1)
    codec = coding.klt_codec(coding.fit_klt(images, 1), 0.5, images)
    symbols = codec.symbols(images)
    assert sorted(set(symbols.ravel())) == [-1, 0, 1]
    restored = codec.restore(symbols, images.shape)
    # ±0.4 is restored as it was, not as ±0.5, and ±0.1 as 0.
    np.testing.assert_allclose(restored[::10, 0, 0, 0], [0.5, 0.5, 0.1, 0.9], atol=1e-5)
    # Half of them 0, a quarter 1, a quarter -1; a hundredth is added to each of 511 counts.
    bits = [-math.log2((count + 0.01) / 45.11) for count in (20, 10)]
    assert coding.bits(symbols, codec.tables).mean() == pytest.approx(sum(bits) / 2, abs=0.01)


def test_more_components_than_there_are_are_refused():
    with pytest.raises(ValueError, match="at most 4"):
        coding.fit_klt(np.zeros((10, 2, 2, 1)), 5)
    with pytest.raises(ValueError, match="step=0"):
        coding.klt_codec(coding.fit_klt(np.zeros((10, 2, 2, 1)), 1), 0, np.zeros((10, 2, 2, 1)))
