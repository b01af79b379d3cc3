"""What is trained: published networks, and how much arithmetic each of them is."""

from dataclasses import dataclass, replace

# Forward, the gradient of the weights and the gradient of the inputs.
PASSES = 3
ADAM_EPSILON = 1e-8  # PyTorch's, and so the published one
SMALL_BATCH = 128  # beside the published batch: what the course's own recipes use


@dataclass(frozen=True)
class Layer:
    """A dense layer (kernel 1, side 1), or a convolution with zeros at the borders.

    Attributes:
        inputs: Units or channels that come in.
        outputs: Units or channels that go out.
        activation: `"relu"`, `"leaky_relu"` (slope 0.1), `"tanh"` or `"sigmoid"`.
        side: Height and width in pixels of the map that the layer makes.
        kernel: Height and width of the kernel, an odd number; 1 makes the layer dense.
        stride: Steps of the convolution in pixels.
        enlarge: Whether the map is doubled afterwards.
    """

    inputs: int
    outputs: int
    activation: str
    side: int = 1
    kernel: int = 1
    stride: int = 1
    enlarge: bool = False

    @property
    def dense(self) -> bool:
        """Whether the layer has no map."""
        return self.kernel == 1

    @property
    def kernel_shape(self) -> tuple[int, ...]:
        """The kernel's shape as Keras lays it out."""
        window = () if self.dense else (self.kernel, self.kernel)
        return (*window, self.inputs, self.outputs)


@dataclass(frozen=True)
class Optimizer:
    """`"sgd"` or `"adam"`, its learning rate, and the momentum of `"sgd"`."""

    name: str
    learning_rate: float
    momentum: float = 0.0


@dataclass(frozen=True)
class Training:
    """A network and how it is trained; the loss is the mean squared error.

    Attributes:
        name: What the command line calls it.
        about: What it is, in a few words.
        data: The data set's name in `autoencoder_course.datasets`.
        image_shape: (height, width, channels).
        layers: The network.
        optimizer: What changes the weights.
        batch: Images in a batch, as published for its layers.
        small_batch: Images in a batch of another case; None for no such case.
        images: Images in an epoch.
        growth: Images in other epochs that are measured too, at the published batch.
        epochs: Epochs timed in one process.
        up_sampling: `"bilinear"` or `"nearest"`: how maps are doubled.
        padding: `"symmetric"`, kernel // 2 zeros on all sides; or `"same"`, Keras's.
    """

    name: str
    about: str
    data: str
    image_shape: tuple[int, int, int]
    layers: tuple[Layer, ...]
    optimizer: Optimizer
    batch: int
    images: int
    small_batch: int | None = SMALL_BATCH
    growth: tuple[int, ...] = ()
    epochs: int = 5
    up_sampling: str = "bilinear"
    padding: str = "symmetric"

    @property
    def title(self) -> str:
        """The training's name in a sentence."""
        return self.name.replace("_", " ")

    @property
    def convolutional(self) -> bool:
        """Whether any layer has a map."""
        return any(not layer.dense for layer in self.layers)

    def zeros(self, layer: Layer) -> tuple[int, int]:
        """Return how many rows of zeros a convolution gets before and after its map.

        Args:
            layer: A convolution whose stride divides the side of the map that comes in.
        """
        if self.padding == "symmetric":
            return layer.kernel // 2, layer.kernel // 2
        both = max(layer.kernel - layer.stride, 0)
        return both // 2, both - both // 2


@dataclass(frozen=True)
class Case:
    """A training with its batch and its epoch, both counted in images."""

    training: Training
    batch: int
    images: int

    @property
    def title(self) -> str:
        """What is measured, in words."""
        return f"{self.training.title}, batch {self.batch:,}, {self.images:,} images"


def _recipe_32() -> tuple[Layer, ...]:
    leaky = {"activation": "leaky_relu", "kernel": 3}
    return (
        Layer(3, 64, side=16, stride=2, **leaky),
        Layer(64, 128, side=8, stride=2, **leaky),
        Layer(128, 128, side=4, stride=2, **leaky),
        Layer(4 * 4 * 128, 1024, "leaky_relu"),
        Layer(1024, 4 * 4 * 128, "leaky_relu"),
        Layer(128, 128, side=4, enlarge=True, **leaky),
        Layer(128, 64, side=8, enlarge=True, **leaky),
        Layer(64, 64, side=16, enlarge=True, **leaky),
        Layer(64, 3, "relu", side=32, kernel=3),
    )


_PUBLISHED_32 = Training(
    "recipe_32",
    "convolutions as published: bilinear up-sampling, zeros on all sides; with Keras the last "
    "up-sampling and convolution are one layer (`layers.EnlargedConv2D`), which leaves 96 % of "
    "the arithmetic",
    "cifar10",
    (32, 32, 3),
    _recipe_32(),
    Optimizer("adam", 1e-3),
    batch=2000,
    images=4_000,  # two batches; each image is 230 times the arithmetic of recipe 12
    growth=(10_000,),
    epochs=1,
)

TRAININGS = {
    training.name: training
    for training in (
        Training(
            "recipe_12",
            "784-100-784 with ReLU, as published",
            "mnist",
            (28, 28, 1),
            (Layer(784, 100, "relu"), Layer(100, 784, "relu")),
            Optimizer("sgd", 0.5, momentum=0.9),
            batch=1000,
            images=60_000,
            growth=(10_000, 30_000),
        ),
        Training(
            "recipe_17",
            "784-400-784 with tanh and sigmoid, as published",
            "mnist",
            (28, 28, 1),
            (Layer(784, 400, "tanh"), Layer(400, 784, "sigmoid")),
            Optimizer("sgd", 0.98),
            batch=1000,
            images=60_000,
            growth=(10_000, 30_000),
        ),
        _PUBLISHED_32,
        replace(
            _PUBLISHED_32,
            name="recipe_32_nearest",
            about='the same with nearest up-sampling and padding "same"',
            small_batch=None,  # what the enlargement costs shows at one batch
            growth=(),
            up_sampling="nearest",
            padding="same",
        ),
    )
}


def multiply_adds(layers: tuple[Layer, ...]) -> int:
    """Count the multiplications of one image's way through a network.

    Args:
        layers: The network. Activations and enlargements are left out: they are no matrix
            products, and few.

    Returns:
        Multiplications, each with its addition, of one forward pass.
    """
    return sum(layer.side**2 * layer.kernel**2 * layer.inputs * layer.outputs for layer in layers)


def operations(case: Case) -> int:
    """Count the floating-point operations of an epoch: two per multiply-add, three passes.

    Args:
        case: The training and the number of its images.

    Returns:
        Operations of the network layer by layer, whatever somebody saves by doing two layers
        in one. The first layer makes two passes only: nobody needs the gradient of images.
    """
    layers = case.training.layers
    per_image = PASSES * multiply_adds(layers) - multiply_adds(layers[:1])
    return 2 * per_image * case.images


def cases(
    names: tuple[str, ...] = (), *, batches: tuple[int, ...] = (), images: tuple[int, ...] = ()
) -> list[Case]:
    """List what is to be measured.

    Args:
        names: Keys of `TRAININGS`; none for all of them.
        batches: Batches instead of the training's own, the published one and `small_batch`.
        images: Images in an epoch, instead of the training's own; each with every batch.

    Returns:
        The cases, without repetitions. A batch is never larger than its epoch.
    """
    found = []
    for name in names or TRAININGS:
        training = TRAININGS[name]
        wanted = batches or tuple(filter(None, (training.batch, training.small_batch)))
        # How the cost grows is asked at one batch only: the other would tell the same.
        pairs = [(wanted[0], count) for count in training.growth] if not images else []
        pairs += [(batch, count) for count in images or (training.images,) for batch in wanted]
        found += [Case(training, min(batch, count), count) for batch, count in pairs]
    return list(dict.fromkeys(found))
