"""The same classifier in PyTorch."""

import torch

from .data import CLASSES, SIZE


def choose_device():
    """The first GPU that PyTorch sees (NVIDIA and AMD have the same name there), else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def build():
    side = (SIZE - 2) // 2 - 2
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 8, 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(8, 16, 3),
        torch.nn.ReLU(),
        torch.nn.Flatten(),
        torch.nn.Linear(16 * side * side, 32),
        torch.nn.ReLU(),
        torch.nn.Linear(32, len(CLASSES)),
    )


def train(images, labels, epochs=8, seed=1):
    """A trained model. Takes a few seconds on one CPU."""
    torch.manual_seed(seed)
    device = choose_device()
    model = build().to(device)
    inputs, targets = as_tensor(images).to(device), torch.as_tensor(labels).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for _ in range(epochs):
        for batch in torch.randperm(len(targets), device=device).split(32):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(inputs[batch]), targets[batch]).backward()
            optimizer.step()
    return model


def predict(model, images):
    """The number of the class of each image."""
    device = next(model.parameters()).device
    with torch.no_grad():
        return model(as_tensor(images).to(device)).argmax(dim=1).cpu().numpy()


def as_tensor(images):
    return torch.as_tensor(images).unsqueeze(1)


def save(model, path):
    """One file with the weights, which `load` reads."""
    torch.save(model.state_dict(), path)


def load(path):
    model = build()
    model.load_state_dict(torch.load(path, map_location="cpu"))
    return model
