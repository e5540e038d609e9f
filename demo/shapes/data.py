"""Draws the images. Nothing is downloaded: the same seed gives the same images everywhere."""

import numpy

CLASSES = ("circle", "square", "triangle")
SIZE = 16


def draw(kind, random):
    """One image of SIZE by SIZE pixels from 0 (black) to 1 (white): a shape at a random place, with noise."""
    radius = random.uniform(3.5, 6.0)
    x, y = random.uniform(radius, SIZE - 1 - radius, size=2)
    rows, columns = numpy.mgrid[0:SIZE, 0:SIZE]
    across, down = numpy.abs(columns - x), rows - y
    if kind == "circle":
        inside = across**2 + down**2 <= radius**2
    elif kind == "square":
        inside = numpy.maximum(across, numpy.abs(down)) <= radius * 0.85
    else:
        inside = (numpy.abs(down) <= radius) & (across <= (down + radius) / 2)
    image = numpy.where(inside, random.uniform(0.6, 1.0), 0.1)
    return numpy.clip(image + random.normal(0, 0.08, size=image.shape), 0, 1)


def make_data(count, seed):
    """`count` images with their labels: arrays of shape (count, SIZE, SIZE) and (count,)."""
    random = numpy.random.default_rng(seed)
    labels = numpy.arange(count) % len(CLASSES)
    images = numpy.stack([draw(CLASSES[label], random) for label in labels])
    return images.astype("float32"), labels.astype("int64")
