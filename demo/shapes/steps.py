"""The steps of the pipeline. Each reads and writes files, so it runs in a container or on your machine."""

import argparse
import json
import pathlib
import shutil

from . import PROMISED_ACCURACY, model_of


def make_data(data, **_):
    """Draws images for training, and others for the evaluation."""
    import numpy

    from .data import make_data as draw

    (images, labels), (new_images, new_labels) = draw(1500, seed=1), draw(600, seed=2)
    with open(parent_of(data), "wb") as file:
        numpy.savez(file, images=images, labels=labels, new_images=new_images, new_labels=new_labels)
    print(f"Drew {len(labels)} images for training and {len(new_labels)} for the evaluation.")


def train(data, model, framework, **_):
    """Trains on the images for training, and saves the model."""
    found, package = read(data), model_of(framework)
    print(f"Training with {framework} on {package.choose_device()}.")
    package.save(package.train(found["images"], found["labels"]), parent_of(model))


def evaluate(data, model, framework, accuracy, output, **_):
    """Counts how many of the other images the model recognizes."""
    found, package = read(data), model_of(framework)
    hits = package.predict(package.load(model), found["new_images"]) == found["new_labels"]
    share = float(hits.mean())
    pathlib.Path(parent_of(accuracy)).write_text(str(share))
    describe(output, "metrics", {"accuracy": share})
    print(f"The model recognizes {share:.1%} of images that it has never seen.")


def gate(accuracy, wanted, **_):
    """Stops the pipeline when the model is not good enough."""
    if float(accuracy) < float(wanted):
        raise SystemExit(f"The model recognizes {float(accuracy):.1%} of new images; {float(wanted):.1%} are wanted.")
    print(f"{float(accuracy):.1%} of new images are at least the {float(wanted):.1%} that are wanted.")


def register(model, registered, framework, accuracy, output, **_):
    """Keeps the model that passed, with what is known about it."""
    shutil.copyfile(model, parent_of(registered))
    facts = {"framework": framework, "accuracy": float(accuracy), "version": "1", "stage": "passed the gate"}
    describe(output, "registered", facts)
    print(f"Registered: {json.dumps(facts)}")


def read(path):
    import numpy

    return numpy.load(path)


def parent_of(path):
    """The path, in a folder that exists then."""
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    return path


def describe(output, artifact, metadata):
    """Tells Kubeflow Pipelines what to show beside an artifact."""
    described = dict(artifacts=dict([(artifact, dict(artifacts=[dict(metadata=metadata)]))]))
    pathlib.Path(parent_of(output)).write_text(json.dumps(described))


def main(arguments=None):
    steps = dict((step.__name__, step) for step in (make_data, train, evaluate, gate, register))
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=sorted(steps))
    for name in ("data", "model", "registered", "accuracy", "output", "framework"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--wanted", default=PROMISED_ACCURACY)
    given = vars(parser.parse_args(arguments))
    steps[given.pop("step")](**given)
