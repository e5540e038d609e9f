"""The classifier in TensorFlow."""

import os
import shutil
import tempfile

import tensorflow

from .data import CLASSES, SIZE


def choose_device():
    """The first GPU that TensorFlow sees, else the CPU."""
    return "/GPU:0" if tensorflow.config.list_physical_devices("GPU") else "/CPU:0"


def train(images, labels, epochs=8, seed=1):
    """A trained model. Takes a few seconds on one CPU."""
    tensorflow.keras.utils.set_random_seed(seed)
    layers = tensorflow.keras.layers
    with tensorflow.device(choose_device()):
        model = tensorflow.keras.Sequential(
            [
                layers.Input((SIZE, SIZE, 1)),
                layers.Conv2D(8, 3, activation="relu"),
                layers.MaxPooling2D(),
                layers.Conv2D(16, 3, activation="relu"),
                layers.Flatten(),
                layers.Dense(32, activation="relu"),
                layers.Dense(len(CLASSES)),
            ]
        )
        loss = tensorflow.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=tensorflow.keras.optimizers.Adam(0.003), loss=loss)
        model.fit(images[..., None], labels, epochs=epochs, batch_size=32, verbose=0)
    return model


def predict(model, images):
    """The number of the class of each image."""
    return model(images[..., None], training=False).numpy().argmax(axis=1)


def save(model, path):
    """One file, which `load` reads. Keras asks for a name that ends in .keras; an artifact has no such name."""
    with tempfile.TemporaryDirectory() as folder:
        named = os.path.join(folder, "model.keras")
        model.save(named)
        shutil.copyfile(named, path)


def load(path):
    with tempfile.TemporaryDirectory() as folder:
        named = os.path.join(folder, "model.keras")
        shutil.copyfile(path, named)
        return tensorflow.keras.models.load_model(named)
