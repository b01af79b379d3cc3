"""Images of one's own become the three splits that every notebook takes."""

import numpy as np
import pytest
from PIL import Image

from autoencoder_course import datasets

# Each image has a grey of its own, so that it can be found again.
NUMBERED = np.broadcast_to(np.arange(40, dtype="uint8")[:, None, None], (40, 4, 6))


def numbers(split):
    """Which of the numbered images a split holds."""
    return np.round(255 * split.images[:, 0, 0, 0]).astype(int).tolist()


def everything(data):
    return [number for split in data[:3] for number in numbers(split)]


def test_every_image_is_in_one_split():
    data = datasets.from_arrays(NUMBERED, validation=0.2, test=0.1)
    assert [len(split.images) for split in data[:3]] == [28, 8, 4]
    assert sorted(everything(data)) == list(range(40))
    assert data.train.images.shape == (28, 4, 6, 1)
    assert data.train.images.dtype == "float32"
    assert data.train.labels.dtype == "int64"
    assert (data.source, data.class_names) == ("own", ("0",))


def test_splits_are_the_same_for_the_same_seed_only():
    first, again, other = (datasets.from_arrays(NUMBERED, seed=seed) for seed in (0, 0, 1))
    assert numbers(first.test) == numbers(again.test)
    assert numbers(first.test) != numbers(other.test)


def test_each_class_has_its_share_in_each_split():
    labels = np.repeat([0, 1], [30, 10])
    data = datasets.from_arrays(
        NUMBERED, labels, class_names=["cat", "dog"], validation=0.2, test=0.2
    )
    assert [np.bincount(split.labels).tolist() for split in data[:3]] == [[18, 6], [6, 2], [6, 2]]
    assert all((split.labels == (np.array(numbers(split)) >= 30)).all() for split in data[:3])
    assert data.class_names == ("cat", "dog")


def test_floats_stay_and_colours_too():
    coloured = np.random.default_rng(0).uniform(size=(12, 5, 5, 3))
    data = datasets.from_arrays(coloured)
    found = np.concatenate([split.images for split in data[:3]])
    np.testing.assert_allclose(np.sort(found.ravel()), np.sort(coloured.ravel()), rtol=1e-6)


def test_images_of_several_sizes_are_refused_with_the_sizes():
    images = [np.zeros((4, 4))] * 9 + [np.zeros((5, 4))]
    with pytest.raises(ValueError, match=r"`images` of one size.*\(4, 4\), \(5, 4\)"):
        datasets.from_arrays(images)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"images": NUMBERED[:9]}, "at least 10 `images`.*Received: 9"),
        ({"images": NUMBERED * 1.0}, r"`images` with values in \[0, 1\]"),
        ({"images": 300 * np.ones((10, 2, 2), int)}, "0 … 255. Received: 300 … 300"),
        ({"images": np.zeros((10, 4))}, r"Received: shape \(10, 4\)"),
        ({"images": np.zeros((10, 4, 4, 2))}, r"1 or 3\)"),
        ({"labels": [0] * 39}, "`labels`"),
        ({"labels": [-1] + [0] * 39}, "`labels` to count from 0. Received: -1"),
        ({"labels": [0, 1] * 20, "class_names": ["cat"]}, "name for each of 2 classes"),
        ({"validation": 0}, "`validation`"),
        ({"test": 1.0}, "`test` to be a share below 1"),
        ({"validation": 0.5, "test": 0.5}, "leave images for training"),
        ({"seed": -1}, "`seed`"),
    ],
)
def test_wrong_arguments_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        datasets.from_arrays(**({"images": NUMBERED} | changes))


def save(folder, count=12, size=(6, 4), start=0):
    folder.mkdir(exist_ok=True)
    for number in range(start, start + count):
        Image.new("L", size, number).save(folder / f"{number:02}.png")


def test_a_folder_of_drawings_becomes_one_class(tmp_path, capsys):
    save(tmp_path / "drawings")
    (tmp_path / "drawings" / "notes.txt").write_text("not an image")
    (tmp_path / "drawings" / "._01.png").write_text("what a Mac leaves behind")
    data = datasets.from_folder(tmp_path / "drawings", (4, 6))
    assert sorted(everything(data)) == list(range(12))
    assert data.train.images.shape[1:] == (4, 6, 1)
    assert (data.name, data.class_names) == ("drawings", ("drawings",))
    assert capsys.readouterr().out == ""
    again = datasets.from_folder(tmp_path / "drawings", (4, 6))
    assert numbers(again.test) == numbers(data.test)


def test_folders_inside_are_classes(tmp_path):
    save(tmp_path / "dog", 8)
    save(tmp_path / "cat", 4, start=20)
    (tmp_path / "empty").mkdir()
    data = datasets.from_folder(tmp_path, 4, colour=True)
    assert data.class_names == ("cat", "dog")
    assert data.train.images.shape[1:] == (4, 4, 3)
    for split in data[:3]:
        assert (split.labels == (np.array(numbers(split)) < 20)).all()


def test_other_sizes_are_scaled_from_their_middle_and_said(tmp_path, capsys):
    save(tmp_path / "mixed", 9, size=(4, 4))
    wide = np.zeros((8, 16), "uint8")
    wide[:, 4:12] = 200  # the middle square; the black edges go
    Image.fromarray(wide).save(tmp_path / "mixed" / "wide.png")
    data = datasets.from_folder(tmp_path / "mixed", 4)
    found = np.concatenate([split.images for split in data[:3]])
    assert (found > 0.6).all(axis=(1, 2, 3)).sum() == 1  # scaling blurs the edges a little
    said = capsys.readouterr().out
    assert "files of 2 sizes were scaled to 4×4 (height × width); those of another shape" in said


def test_files_of_the_same_shape_lose_nothing(tmp_path, capsys):
    save(tmp_path / "large", 10, size=(8, 8))
    datasets.from_folder(tmp_path / "large", 4)
    assert capsys.readouterr().out == "large: all files were scaled to 4×4 (height × width).\n"


def test_transparent_is_white_and_photographs_stand_upright(tmp_path):
    save(tmp_path / "files", 10, size=(4, 2))
    Image.new("RGBA", (4, 2), (0, 0, 0, 0)).save(tmp_path / "files" / "clear.png")
    lying = Image.fromarray(np.array([[9, 9], [9, 9], [250, 250], [250, 250]], "uint8"))
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned by a quarter, clockwise
    lying.save(tmp_path / "files" / "lying.png", exif=turned)
    data = datasets.from_folder(tmp_path / "files", (2, 4))
    found = np.concatenate([split.images for split in data[:3]])[..., 0]
    assert (found == 1).all(axis=(1, 2)).sum() == 1
    (upright,) = [image for image in found if image.max() > 0.9 and image.min() < 0.9]
    np.testing.assert_array_equal(np.round(255 * upright), [[250, 250, 9, 9]] * 2)


def test_damaged_files_are_named(tmp_path):
    save(tmp_path / "files", 20)
    for number in range(4):
        (tmp_path / "files" / f"bad{number}.jpg").write_bytes(b"no image")
    with pytest.raises(datasets.DataError, match=r"4 of 24 files .*bad0\.jpg.* and 1 more"):
        datasets.from_folder(tmp_path / "files", 8)


def test_deep_pixels_are_refused_and_not_clipped(tmp_path):
    save(tmp_path / "files", 10)
    Image.fromarray(np.full((4, 4), 60_000, "uint16")).save(tmp_path / "files" / "deep.png")
    with pytest.raises(datasets.DataError, match=r"deep\.png \(more than 8 bits"):
        datasets.from_folder(tmp_path / "files", 4)


def test_folders_that_make_no_data_are_explained(tmp_path):
    with pytest.raises(ValueError, match="`path` to be a folder"):
        datasets.from_folder(tmp_path / "nowhere", 8)
    save(tmp_path / "few", 9)
    with pytest.raises(datasets.DataError, match="holds 9 images, too few"):
        datasets.from_folder(tmp_path / "few", 8)
    with pytest.raises(ValueError, match="`size`"):
        datasets.from_folder(tmp_path / "few", 0)
    with pytest.raises(ValueError, match=r"`size` to be \(height, width\)"):
        datasets.from_folder(tmp_path / "few", (4, 4, 3))
    save(tmp_path / "few" / "inside", 9)
    with pytest.raises(datasets.DataError, match="images beside folders of images"):
        datasets.from_folder(tmp_path / "few", 8)
