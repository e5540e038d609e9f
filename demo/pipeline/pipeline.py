"""The pipeline of the demo: make data, train, evaluate, gate, register.

`python pipeline.py` writes the compiled pipelines beside this file. Every step runs the modules of `shapes`, whose
text is part of the compiled pipeline: no step installs or downloads a package.
"""

import json
import pathlib
import sys

from kfp import compiler, dsl, kubernetes

HERE = pathlib.Path(__file__).parent
SHAPES = HERE.parent / "shapes"

# What MLAnywhere replaces by an image that the release offers.
IMAGE = "ghcr.io/kubeflow/kubeflow/notebook-servers/jupyter-tensorflow-full:v1.11.0"
# Source: Kubeflow's notebook images run as this user.
USER = 1000

START = """
import json, os, sys, tempfile
folder = tempfile.mkdtemp()
os.mkdir(os.path.join(folder, "shapes"))
for name, text in json.loads(sys.argv.pop(1)).items():
    with open(os.path.join(folder, "shapes", name), "w") as file:
        file.write(text)
sys.path.insert(0, folder)
from shapes.steps import main
main()
""".strip()


def step(name, modules, *arguments):
    """A container that runs one step with these modules of `shapes`."""
    names = ["__init__.py", "steps.py", *modules]
    texts = json.dumps(dict((name, (SHAPES / name).read_text()) for name in names))
    return dsl.ContainerSpec(image=IMAGE, command=["python3", "-c", START, texts], args=[name, *arguments])


MODEL = ["data.py", "pytorch_model.py", "tensorflow_model.py"]
OUTPUT = dsl.PIPELINE_TASK_EXECUTOR_OUTPUT_PATH_PLACEHOLDER


@dsl.container_component
def make_data(data: dsl.Output[dsl.Dataset]):
    return step("make_data", ["data.py"], "--data", data.path)


@dsl.container_component
def train(framework: str, data: dsl.Input[dsl.Dataset], model: dsl.Output[dsl.Model]):
    return step("train", MODEL, "--framework", framework, "--data", data.path, "--model", model.path)


@dsl.container_component
def evaluate(
    framework: str,
    data: dsl.Input[dsl.Dataset],
    model: dsl.Input[dsl.Model],
    accuracy: dsl.OutputPath(float),
    metrics: dsl.Output[dsl.Metrics],
):
    inputs = ["--framework", framework, "--data", data.path, "--model", model.path]
    return step("evaluate", MODEL, *inputs, "--accuracy", accuracy, "--output", OUTPUT)


@dsl.container_component
def gate(accuracy: float, wanted: float):
    return step("gate", [], "--accuracy", accuracy, "--wanted", wanted)


@dsl.container_component
def register(framework: str, accuracy: float, model: dsl.Input[dsl.Model], registered: dsl.Output[dsl.Model]):
    inputs = ["--framework", framework, "--accuracy", accuracy, "--model", model.path]
    return step("register", [], *inputs, "--registered", registered.path, "--output", OUTPUT)


def small(task):
    """As little as the step needs, and without the rights of root. Without a cache: each run shows all steps."""
    kubernetes.set_security_context(task, run_as_user=USER, run_as_non_root=True)
    task.set_caching_options(False)
    return task.set_cpu_request("250m").set_cpu_limit("2").set_memory_request("512Mi").set_memory_limit("2Gi")


def describe_pipeline(gpu):
    @dsl.pipeline(
        name="mlanywhere-demo",
        description="Draws images of shapes, trains a classifier, evaluates it, and registers it when it is good enough.",
    )
    def shapes(framework: str = "tensorflow", wanted_accuracy: float = 0.95):
        data = small(make_data()).outputs["data"]
        trained = small(train(framework=framework, data=data))
        if gpu:
            trained.set_accelerator_type("nvidia.com/gpu").set_accelerator_limit(1)
        model = trained.outputs["model"]
        accuracy = small(evaluate(framework=framework, data=data, model=model)).outputs["accuracy"]
        passed = small(gate(accuracy=accuracy, wanted=wanted_accuracy))
        small(register(framework=framework, accuracy=accuracy, model=model)).after(passed)

    return shapes


def compile_to(folder):
    for gpu, name in ((False, "shapes.yaml"), (True, "shapes-gpu.yaml")):
        compiler.Compiler().compile(describe_pipeline(gpu), str(pathlib.Path(folder) / name))


if __name__ == "__main__":
    compile_to(sys.argv[1] if len(sys.argv) > 1 else HERE)
