"""A convolutional classifier of photographs from a pretrained encoder, and from scratch."""

import keras
from keras import layers

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training
from keras_autoencoders import training

FILTERS = [32, 64, 128, 256]
PRETRAINING, FINE_TUNING, BATCH = 3, 10, 128
RATES = {"pretraining": 2e-3, "pretrained": 3e-3, "from scratch": 3e-3}
SHIFT, DROPOUT, SMOOTHING = 3, 0.3, 0.1


def train(session):
    """Fine-tune from both starts; measure the share of test pictures that are named rightly."""
    split, test = all_training(session.data), session.data.test
    autoencoder = build_autoencoder(split.images.shape[1:], session.seed)
    compile_for(session, "pretraining", autoencoder, split.images, "mse")
    session.fit("pretraining", autoencoder, split.images, split.images, batch_size=BATCH)
    labels = keras.utils.to_categorical(split.labels, 10)
    values = {}
    for start in ("pretrained", "from scratch"):
        classifier = build_classifier(split.images.shape[1:], session.seed)
        if start == "pretrained":
            learnt = autoencoder.get_layer("encoder").get_weights()
            classifier.get_layer("encoder").set_weights(learnt)
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=SMOOTHING)
        compile_for(session, start, classifier, split.images, loss)

        def accuracy(classifier=classifier):
            answers = classifier.predict(test.images, batch_size=500, verbose=0)
            return 100 * metrics.accuracy(test.labels, answers)

        session.fit(start, classifier, split.images, labels, batch_size=BATCH, measure=accuracy)
        values[f"test accuracy, {start} (%)"] = accuracy()
    return values


def compile_for(session, stage, model, images, loss):
    """Compile with Adam whose rate rises and falls over the stage."""
    steps = session.epochs[stage] * training.steps(images, BATCH)
    rate = training.warmup_cosine(RATES[stage], steps)
    model.compile(keras.optimizers.Adam(rate), loss)


def build_encoder(image_shape):
    """Build the layers that both networks have: convolve, normalise, keep the largest of four."""
    encoder = keras.Sequential([keras.Input(image_shape)], name="encoder")
    for filters in FILTERS:
        encoder.add(layers.Conv2D(filters, 3, padding="same", use_bias=False))
        encoder.add(layers.BatchNormalization(momentum=0.95))
        encoder.add(layers.ReLU())
        encoder.add(layers.MaxPooling2D(2))
    return encoder


def build_autoencoder(image_shape, seed):
    """Build the encoder and a decoder that doubles its maps back to a picture."""
    keras.utils.set_random_seed(seed)
    images = keras.Input(image_shape)
    signal = build_encoder(image_shape)(images)
    for filters in FILTERS[-2::-1]:
        signal = layers.Conv2DTranspose(filters, 4, 2, padding="same", use_bias=False)(signal)
        signal = layers.ReLU()(layers.BatchNormalization(momentum=0.95)(signal))
    pixels = layers.Conv2DTranspose(image_shape[-1], 4, 2, padding="same")
    return keras.Model(images, pixels(signal))


def build_classifier(image_shape, seed):
    """Build the encoder with a softmax behind it, trained on flipped and shifted pictures."""
    keras.utils.set_random_seed(seed)
    height, width, _ = image_shape
    images = keras.Input(image_shape)
    signal = layers.RandomFlip("horizontal", seed=seed)(images)
    signal = layers.RandomTranslation(
        SHIFT / height, SHIFT / width, fill_mode="reflect", interpolation="nearest", seed=seed
    )(signal)
    signal = layers.Flatten()(build_encoder(image_shape)(signal))
    signal = layers.Dropout(DROPOUT, seed=seed)(signal)
    return keras.Model(images, layers.Dense(10, activation="softmax")(signal))


def controls(data):
    """Return nothing: the control is the start from scratch, repeated like the other."""
    return {}


RUN = LongRun(
    "convolutional_classifier",
    f"convolutions of {'–'.join(map(str, FILTERS))} filters with batch normalisation, ReLU and "
    f"max-pooling; pretrained for {PRETRAINING} epochs as the encoder of an autoencoder, or from "
    f"scratch; both then trained for {FINE_TUNING} epochs with all 50,000 labels of CIFAR-10 on "
    f"pictures flipped and shifted by up to {SHIFT} pixels, dropout of {DROPOUT} before the "
    f"softmax, labels smoothed by {SMOOTHING}, Adam whose rate rises to "
    f"{RATES['from scratch']:g} in a tenth of the steps and falls to 0 like a cosine, batches of "
    f"{BATCH}",
    "cifar10",
    {"pretraining": PRETRAINING, "pretrained": FINE_TUNING, "from scratch": FINE_TUNING},
    train,
    controls,
    seeds=(0, 1),
)
