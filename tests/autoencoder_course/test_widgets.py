"""Figures that move where a person is, and stay still everywhere else."""

import json
import os
import re
from html import unescape
from types import SimpleNamespace

import numpy as np
import pytest
from IPython.display import HTML
from matplotlib.figure import Figure

from autoencoder_course import metrics, widgets
from autoencoder_course.widgets import _live

CODES = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0], [1.0, 0.0]])
LABELS = np.array([0, 1, 2, 1])
NAMES = ("a", "b", "c")
IMAGES = np.full((3, 4, 5, 1), 0.5, "float32")


def decode(codes):
    """Return images as grey as the first number of the code."""
    return np.broadcast_to(codes[:, 0, None, None, None] / 2, (len(codes), 4, 5, 1))


def brighten(images, level):
    return (images + level).clip(0, 1)


def values(html):
    """Return what the script of a moving figure is given."""
    page = unescape(re.search(r'srcdoc="([^"]*)"', html.data).group(1))
    return json.loads(re.search(r"const values = (.*);\n", page).group(1))


def explorer(**changes):
    arguments = {"codes": CODES, "labels": LABELS, "class_names": NAMES, "decode": decode}
    return widgets.latent_explorer(**{**arguments, **changes})


def slider(**changes):
    arguments = {"images": IMAGES, "spoil": brighten, "levels": (0.1, 0.2, 0.3)}
    arguments["ways"] = {"as it is": lambda noisy: noisy, "darker": lambda noisy: noisy - 0.2}
    return widgets.noise_slider(**{**arguments, **changes})


# Who looks


@pytest.mark.parametrize(
    ("metadata", "moves"), [({"cellId": "1a2b"}, True), ({}, False), ({"tags": []}, False)]
)
def test_a_front_end_that_names_the_cell_has_a_reader(metadata, moves, monkeypatch):
    kernel = SimpleNamespace(get_parent=lambda: {"metadata": metadata})
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=kernel))
    assert _live.decide(None) is moves


def test_outside_of_notebooks_nothing_moves(monkeypatch):
    assert isinstance(explorer(), Figure)
    assert isinstance(slider(), Figure)
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace())  # a terminal
    assert _live.decide(None) is False


@pytest.mark.parametrize("live", [True, False])
def test_the_caller_may_decide(live):
    kind = HTML if live else Figure
    assert isinstance(explorer(live=live), kind)
    assert isinstance(slider(live=live), kind)


CELL = """
import numpy as np
from autoencoder_course import widgets
def decode(codes): return np.zeros((len(codes), 2, 2, 1))
widgets.latent_explorer(np.random.rand(9, 2), np.zeros(9, int), ("a",), decode, side=2)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("metadata", "kind"), [({}, "image/png"), ({"cellId": "1a2b"}, "text/html")]
)
def test_a_kernel_shows_what_its_front_end_can_use(metadata, kind):
    from jupyter_client.manager import start_new_kernel

    environment = dict(os.environ)
    environment.pop("MPLBACKEND", None)  # of these tests; a notebook shows figures
    manager, client = start_new_kernel(env=environment)
    try:
        message = client.session.msg(
            "execute_request",
            {"code": CELL, "silent": False, "store_history": True, "allow_stdin": False},
            metadata=metadata,
        )
        client.shell_channel.send(message)
        while True:
            answer = client.get_iopub_msg(timeout=120)
            assert answer["msg_type"] != "error", answer["content"]
            if answer["msg_type"] == "execute_result":
                break
        assert kind in answer["content"]["data"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


# The map


def test_the_still_map_is_the_course_s_own_figure():
    left, right = explorer(live=False).axes
    assert left.get_title() == "latent codes"
    assert right.get_title() == "decoded from inside the frame"


def test_the_grid_is_decoded_from_the_top_left():
    from PIL import Image

    given = values(explorer(side=3, live=True))
    low, high = given["limits"][0]
    assert low == pytest.approx(np.percentile(CODES[:, 0], 1))
    assert high == pytest.approx(np.percentile(CODES[:, 0], 99))
    sheet = _image(given["sheet"], Image)
    assert sheet.shape == (3 * 4, 3 * 5)
    grey = 255 * np.linspace(low, high, 3) / 2
    for row in range(3):  # the first number grows to the right, the second doesn't count
        np.testing.assert_allclose(sheet[4 * row, ::5], grey, atol=0.51)
    assert given["side"] == 3
    assert given["tile"] == [4, 5]


def test_second_numbers_grow_upwards():
    from PIL import Image

    given = values(explorer(side=2, live=True, decode=lambda codes: decode(codes[:, 1:] / 2)))
    sheet = _image(given["sheet"], Image)
    assert sheet[0, 0] > sheet[-1, 0]


def test_points_keep_class_and_colour():
    given = values(explorer(live=True))
    assert given["codes"] == CODES.tolist()
    assert given["labels"] == [0, 1, 2, 1]
    assert given["names"] == ["a", "b", "c"]
    assert len(set(given["colours"])) == 3


def test_only_so_many_points_are_drawn_as_a_browser_likes():
    codes = np.random.default_rng(0).normal(size=(3_000, 2))
    given = values(explorer(codes=codes, labels=np.zeros(3_000, int), live=True))
    assert len(given["codes"]) == len(given["labels"]) == 2_000


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"codes": np.zeros((4, 3))}, r"`codes` of shape \(n, 2\). Received: shape \(4, 3\)"),
        ({"codes": CODES * np.nan}, "codes"),
        ({"labels": LABELS[:2]}, "labels"),
        ({"side": 1}, "`side` to be 2 or more. Received: side=1"),
        ({"live": "yes"}, "live"),
        ({"decode": lambda codes: decode(codes)[:-1]}, "one grey image for each code"),
    ],
)
def test_a_map_of_something_else_is_refused(changes, complaint):
    with pytest.raises(ValueError, match=complaint):
        explorer(**changes)


# The slider


def test_the_slider_has_each_level_with_its_mean_psnr():
    given = values(slider(live=True))
    assert given["names"] == ["clean", "noisy", "as it is", "darker"]
    assert given["levels"] == [0.1, 0.2, 0.3]
    assert given["start"] == 1
    assert given["shape"] == [4, 3, 4, 5]
    # A shift of 0.1 has an MSE of 0.01 and so 20 dB. Darker by 0.2, level 0.1 is off by as much.
    assert given["quality"][0] == [20.0, 20.0, 20.0]
    assert given["quality"][2] == [10.5, 10.5, 20.0]


def test_sheets_hold_the_rows_in_order():
    from PIL import Image

    sheet = _image(values(slider(live=True))["sheets"][0], Image)
    assert sheet.shape == (4 * 4, 3 * 5)
    np.testing.assert_array_equal(sheet[::4, 0], np.round(255 * np.float32([0.5, 0.6, 0.6, 0.4])))


def test_the_still_slider_shows_the_level_in_the_middle():
    texts = [text.get_text() for axis in slider(live=False).axes for text in axis.texts]
    assert "noisy, level 0.2" in texts
    expected = metrics.psnr(IMAGES, brighten(IMAGES, 0.2))[0]
    assert f"{expected:.1f}" in texts


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"images": IMAGES[..., 0]}, "`images` of shape"),
        ({"images": IMAGES + 1}, "images"),
        ({"levels": ()}, "at least one of `levels`"),
        ({"ways": {}}, "at least one of `ways`"),
        ({"spoil": lambda images, level: images[:1]}, "`spoil` to return images of shape"),
        ({"ways": {"half": lambda noisy: noisy[:1]}}, r"`ways\['half'\]` to return images"),
        ({"live": 2}, "live"),
    ],
)
def test_what_is_no_row_of_images_is_refused(changes, complaint):
    with pytest.raises(ValueError, match=complaint):
        slider(**changes)


# Pages


def test_a_name_cannot_end_the_script():
    page = explorer(class_names=("</script><b>", "b", "c"), live=True).data
    assert "</script><b>" not in unescape(page)
    assert values(explorer(class_names=("</script><b>", "b", "c"), live=True))["names"][0]


@pytest.mark.filterwarnings("error")  # a warning would stand in the notebook
def test_a_moving_figure_asks_nobody_for_anything():
    for html in (explorer(live=True), slider(live=True)):
        assert not re.search(r"https?://", html.data)


def _image(address, module):
    import base64
    import io

    return np.asarray(module.open(io.BytesIO(base64.b64decode(address.split(",")[1]))))
