"""How long until a student's process has imported Keras, has its data and trains."""

import time

BATCH = 1000


def measure(started: float) -> dict[str, float]:
    """Time the start of this process, which must not have imported Keras yet.

    Args:
        started: What `time.monotonic`, the same clock in all processes, said before this
            process was started.

    Returns:
        Seconds from there until Keras is imported, until MNIST is loaded, and until
        lecture 12's network has made its first step; each includes the one before.
    """
    import keras  # noqa: F401

    imported = time.monotonic()
    from autoencoders import datasets

    images = datasets.load("mnist").train.images[:BATCH]
    loaded = time.monotonic()
    from coursework.bench import jobs, keras_fit

    model = keras_fit.compiled(jobs.JOBS["lecture_12"], images, BATCH)
    model.fit(images, images, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
    trained = time.monotonic()
    return {
        "import": imported - started,
        "data": loaded - started,
        "step": trained - started,
    }
