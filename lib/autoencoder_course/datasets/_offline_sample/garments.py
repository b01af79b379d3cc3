"""Garments: the ten classes of Fashion-MNIST, drawn in grey on black."""

import numpy as np

from autoencoder_course.datasets._offline_sample.drawing import Canvas, curve, draw_classes


def make(labels: np.ndarray, seed: int) -> np.ndarray:
    """Draw a garment for each label.

    Args:
        labels: classes 0 … 9 in Fashion-MNIST's order, (n,).
        seed: where all variation comes from.

    Returns:
        uint8 images, (n, 28, 28, 1), black background.
    """
    recipes = [
        _t_shirt,
        _trouser,
        _pullover,
        _dress,
        _coat,
        _sandal,
        _shirt,
        _sneaker,
        _bag,
        _ankle_boot,
    ]
    return draw_classes(labels, recipes, (28, 28, 1), seed)


def _t_shirt(canvas: Canvas) -> None:
    top, hem, chest = _upper_body(canvas)
    cloth = _cloth(canvas)
    torso = _torso(canvas, top, hem, chest, chest * canvas.uniform(0.85, 1.1))
    sleeves, _ = _sleeves(canvas, top, chest, canvas.uniform(0.15, 0.5))
    canvas.paint(np.minimum(torso, sleeves), cloth)
    printed = canvas.box((0, top + 0.7), (chest * 0.6, canvas.uniform(0.1, 0.3)), 0.05)
    canvas.paint(printed, _grey_level(canvas), canvas.chance(0.35))
    _neckline(canvas, top, canvas.uniform(0.16, 0.34))


def _trouser(canvas: Canvas) -> None:
    _place(canvas)
    hip, leg = canvas.uniform(0.32, 0.46), canvas.uniform(0.12, 0.22)
    crotch, gap = canvas.uniform(-0.45, 0.1), canvas.uniform(0.01, 0.1)
    flare = gap + canvas.uniform(0, 0.15)
    x, y = np.abs(canvas.x), canvas.y
    outer = curve(y, (-0.95, hip * 0.85), (-0.55, hip), (0.95, flare + 2 * leg))
    inner = curve(y, (crotch, -0.1), (crotch + 0.1, gap), (0.95, flare))
    legs = np.maximum.reduce([x - outer, inner - x, np.abs(y) - 0.95])
    canvas.paint(legs, _cloth(canvas))
    canvas.paint(np.maximum(x - outer, np.abs(y + 0.9) - 0.06), _grey_level(canvas), 0.6)


def _pullover(canvas: Canvas) -> None:
    top, hem, chest = _upper_body(canvas)
    cloth = _cloth(canvas, stripes=0.35)
    torso = _torso(canvas, top, hem, chest, chest * canvas.uniform(0.85, 1.05))
    sleeves, cuffs = _sleeves(canvas, top, chest, canvas.uniform(0.75, 1.0))
    canvas.paint(np.minimum(torso, sleeves), cloth)
    rib = cloth * canvas.uniform(0.6, 1.2)
    canvas.paint(np.minimum(cuffs, np.maximum(torso, hem - 0.13 - canvas.y)), rib)
    collar = canvas.box((0, top), (0.2, 0.1), 0.05)
    canvas.paint(collar, rib, canvas.chance(0.3))
    _neckline(canvas, top - 0.08, canvas.uniform(0.12, 0.26))


def _dress(canvas: Canvas) -> None:
    _place(canvas)
    shoulder, waist = canvas.uniform(0.2, 0.36), canvas.uniform(0.16, 0.32)
    hem, waist_y = canvas.uniform(0.26, 0.62), canvas.uniform(-0.3, 0.0)
    x, y = np.abs(canvas.x), canvas.y
    cloth = _cloth(canvas)
    sleeves, _ = _sleeves(canvas, -0.95, shoulder, canvas.uniform(0.15, 0.8))
    canvas.paint(sleeves, cloth, canvas.chance(0.4))
    width = curve(y, (-0.95, shoulder), (waist_y, waist), (waist_y + 0.3, waist * 1.2), (0.95, hem))
    body = np.maximum(x - width, np.abs(y) - 0.95)
    canvas.paint(body, cloth)
    belt = np.maximum(body, np.abs(y - waist_y) - 0.05)
    canvas.paint(belt, _grey_level(canvas), canvas.chance(0.3))
    _neckline(canvas, -0.95, canvas.uniform(0.12, 0.22))


def _coat(canvas: Canvas) -> None:
    top, _, chest = _upper_body(canvas)
    hem = canvas.uniform(0.82, 0.98)
    cloth = _cloth(canvas, stripes=0.05)
    torso = _torso(canvas, top, hem, chest, chest * canvas.uniform(0.95, 1.25))
    sleeves, _ = _sleeves(canvas, top, chest, canvas.uniform(0.8, 1.0))
    canvas.paint(np.minimum(torso, sleeves), cloth)
    seam = cloth * canvas.uniform(0.3, 0.8)
    canvas.paint(np.maximum(torso, np.abs(canvas.x) - 0.04), seam)
    lapel_end = top + canvas.uniform(0.3, 0.8)
    pocket = (chest * 0.6, canvas.uniform(0.2, 0.5))
    with canvas.mirrored():
        canvas.paint(canvas.line((0.03, lapel_end), (0.22, top), 0.05), seam)
        canvas.paint(canvas.box(pocket, (0.11, 0.035)), seam, canvas.chance(0.7))


def _sandal(canvas: Canvas) -> None:
    _place(canvas)
    heel, strap = canvas.uniform(0.02, 0.6), canvas.uniform(0.035, 0.08)
    arch, ankle = canvas.uniform(-0.5, -0.2), canvas.uniform(0.1, 0.5)
    x, y = canvas.x, canvas.y
    sole = 0.6 - curve(x, (-0.3, 0.0), (0.6, heel))
    slab = np.maximum(np.abs(x) - 0.92, np.abs(y - sole) - canvas.uniform(0.05, 0.11))
    heel_width = canvas.uniform(0.05, 0.16)
    block = np.maximum.reduce([np.abs(x - 0.76) - heel_width, sole - y, y - 0.68])
    canvas.paint(np.minimum(slab, block), _cloth(canvas, stripes=0))
    peak, back = (arch, 0.6 - canvas.uniform(0.2, 0.5)), (0.62, 0.55 - heel - ankle)
    straps = [
        canvas.line((-0.8, 0.55), peak, strap),
        canvas.line(peak, (0.0, 0.5), strap),
        canvas.line((0.82, 0.55 - heel), back, strap),
        canvas.line(back, (0.05, 0.5 - 0.3 * heel), strap),
    ]
    canvas.paint(np.minimum.reduce(straps), _grey_level(canvas))


def _shirt(canvas: Canvas) -> None:
    top, hem, chest = _upper_body(canvas)
    cloth = _cloth(canvas, stripes=0.4)
    torso = _torso(canvas, top, hem, chest, chest * canvas.uniform(0.9, 1.15))
    is_short = canvas.chance(0.3)
    reach = is_short * canvas.uniform(0.25, 0.5) + (1 - is_short) * canvas.uniform(0.75, 1.0)
    sleeves, cuffs = _sleeves(canvas, top, chest, reach)
    canvas.paint(np.minimum(torso, sleeves), cloth)
    trim = np.maximum(cloth - canvas.uniform(0.1, 0.5), 0.05)
    canvas.paint(cuffs, trim)
    canvas.paint(np.maximum(torso, np.abs(canvas.x) - 0.08), trim)
    buttons = canvas.ellipse((0, 0.145), (0.055, 0.055), repeat_y=0.29)
    canvas.paint(np.maximum(torso, buttons), cloth * 0.2, canvas.chance(0.8))
    with canvas.mirrored():
        collar = canvas.polygon(
            (0, top + 0.3), (0.05, top - 0.06), (0.26, top - 0.04), (0.3, top + 0.1)
        )
        canvas.paint(collar, trim, canvas.chance(0.8))


def _sneaker(canvas: Canvas) -> None:
    _place(canvas)
    x, y = canvas.x, canvas.y
    ankle, toe, ground = canvas.uniform(0.5, 0.95), canvas.uniform(0.16, 0.3), 0.5
    dip = ankle * canvas.uniform(0.6, 0.9)
    height = curve(
        x, (-0.95, toe), (-0.5, toe * 1.4), (0.1, ankle), (0.35, dip), (0.6, dip), (0.92, ankle)
    )
    upper = np.maximum.reduce([ground - height - y, y - ground, np.abs(x) - 0.95])
    canvas.paint(upper, _cloth(canvas, stripes=0))
    mark_end = (canvas.uniform(0.1, 0.5), ground - 0.35)
    mark = canvas.line((-0.15, ground - 0.08), mark_end, canvas.uniform(0.03, 0.09))
    canvas.paint(np.maximum(mark, upper), _grey_level(canvas))
    sole = canvas.box((0, ground), (0.97, canvas.uniform(0.07, 0.15)), 0.06)
    canvas.paint(sole, _grey_level(canvas))


def _bag(canvas: Canvas) -> None:
    _place(canvas)
    width, rim, base = (
        canvas.uniform(0.5, 0.95),
        canvas.uniform(-0.5, 0.1),
        canvas.uniform(0.6, 0.95),
    )
    middle, half = (rim + base) / 2, (base - rim) / 2
    cloth = _cloth(canvas)
    loop = (width * canvas.uniform(0.35, 0.8), canvas.uniform(0.3, 0.6))
    handle = np.abs(canvas.ellipse((0, rim), loop)) - canvas.uniform(0.03, 0.07)
    canvas.paint(handle, cloth * canvas.uniform(0.6, 1.0), canvas.chance(0.8))
    # A side's slope makes a trapezium of the box.
    canvas.x = canvas.x / (1 + canvas.uniform(-0.25, 0.15) * (canvas.y - middle))
    body = canvas.box((0, middle), (width, half), canvas.uniform(0.02, 0.2))
    canvas.paint(body, cloth)
    flap = np.maximum(body, canvas.y - rim - half * canvas.uniform(0.4, 1.0))
    canvas.paint(flap, cloth * canvas.uniform(0.5, 1.3), canvas.chance(0.6))
    canvas.paint(canvas.box((0, middle), (0.09, 0.09)), _grey_level(canvas), canvas.chance(0.5))


def _ankle_boot(canvas: Canvas) -> None:
    _place(canvas)
    x, y = canvas.x, canvas.y
    shaft, toe, ground = canvas.uniform(0.9, 1.65), canvas.uniform(0.25, 0.45), 0.75
    instep = canvas.uniform(-0.05, 0.2)
    height = curve(x, (-0.9, toe * 0.7), (-0.45, toe), (instep - 0.12, toe * 1.7), (instep, shaft))
    upper = np.maximum.reduce([ground - height - y, y - ground, np.abs(x) - 0.9])
    cloth = _cloth(canvas, stripes=0)
    canvas.paint(upper, cloth)
    cuff = np.maximum(upper, y - (ground - shaft + 0.15))
    canvas.paint(cuff, _grey_level(canvas), canvas.chance(0.4))
    heel = canvas.uniform(0.02, 0.2)
    canvas.paint(canvas.box((0.65, ground + heel / 2), (0.25, heel)), cloth * 0.5)
    canvas.paint(canvas.box((0, ground), (0.92, 0.05), 0.04), _grey_level(canvas) * 0.7)


# What several garments share.


def _place(canvas: Canvas) -> None:
    canvas.place(
        turn=canvas.uniform(-0.1, 0.1),
        scale=canvas.uniform(0.85, 1.08),
        shift=(canvas.uniform(-0.08, 0.08), canvas.uniform(-0.08, 0.08)),
    )


def _upper_body(canvas: Canvas) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Place a garment; its top, its hem and half the width of its chest, (n, 1, 1)."""
    _place(canvas)
    return canvas.uniform(-0.95, -0.85), canvas.uniform(0.7, 0.95), canvas.uniform(0.38, 0.54)


def _torso(canvas: Canvas, top, hem, chest, hem_width) -> np.ndarray:
    width = curve(canvas.y, (top, chest * 0.5), (top + 0.2, chest), (hem, hem_width))
    return np.maximum.reduce([np.abs(canvas.x) - width, top - canvas.y, canvas.y - hem])


def _sleeves(canvas: Canvas, top, chest, reach) -> tuple[np.ndarray, np.ndarray]:
    """Both sleeves and their cuffs; `reach` is 1 for sleeves that end near the hem."""
    # Short sleeves stand off, long ones hang.
    wrist = (chest + 0.12 + 0.2 * np.sqrt(reach), top + 0.3 + 1.35 * reach)
    with canvas.mirrored():
        sleeves = canvas.line((chest * 0.8, top + 0.22), wrist, 0.19, 0.19 - 0.07 * reach)
    return sleeves, np.maximum(sleeves, wrist[1] - 0.05 - canvas.y)


def _neckline(canvas: Canvas, top, radius) -> None:
    canvas.paint(canvas.ellipse((0, top - 0.03), (radius, radius * 0.8)), 0.0)


def _grey_level(canvas: Canvas) -> np.ndarray:
    """A grey level for each image, (n, 1, 1)."""
    return canvas.uniform(0.15, 1.0)


def _cloth(canvas: Canvas, stripes: float = 0.2) -> np.ndarray:
    """Cloth for each image, (n, 28, 28): a grey level with folds, shade, perhaps stripes."""
    x, y = canvas.x, canvas.y
    shade = canvas.uniform(-0.25, 0.25) * x + canvas.uniform(-0.15, 0.15) * y
    along = canvas.uniform(5, 12) * x + canvas.uniform(-3, 3) * y
    folds = canvas.uniform(0.05, 0.15) * np.sin(along + canvas.uniform(0, 6))
    grain = canvas.uniform(0, 0.25) * (canvas.rng.random(x.shape, np.float32) - 0.5)
    is_vertical = canvas.chance(0.25)
    wave = np.sin(canvas.uniform(10, 22) * (is_vertical * x + (1 - is_vertical) * y))
    stripe = canvas.chance(stripes) * canvas.uniform(0.3, 0.6) * (wave > 0)
    return canvas.uniform(0.35, 1.0) * (1 + shade + folds + grain) * (1 - stripe)
