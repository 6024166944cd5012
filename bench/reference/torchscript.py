#!/usr/bin/env python3
"""Writes the users' modules that the tests train: src/test/resources/torchscript/*.pt, and beside each what
PyTorch says of it (NAME.json: keys of the state dict, an input and the outputs in evaluation mode).

Run with PyTorch 2.x from anywhere: python3 bench/reference/torchscript.py [target folder]
"""
import json
import pathlib
import sys
from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor, nn


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(784, 12), nn.ReLU(), nn.Linear(12, 10))

    def forward(self, x):
        return self.body(x)


def cnn(momentum=0.1):
    """The layers of the built-in cnn with channels [4] and hidden [8]; `layers` as the built-in names them."""
    class Cnn(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(
                nn.Conv2d(1, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4, momentum=momentum), nn.ReLU(),
                nn.MaxPool2d(2), nn.Flatten(), nn.Linear(784, 8), nn.ReLU(), nn.Linear(8, 10))

        def forward(self, x):
            return self.layers(x)

    return Cnn()


class Dropping(nn.Module):
    """Draws at random, and keeps statistics."""
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 12), nn.BatchNorm1d(12), nn.ReLU(), nn.Dropout(0.3), nn.Linear(12, 10))

    def forward(self, x):
        return self.body(x)


class TwoOutputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Linear(784, 8)
        self.digit = nn.Linear(8, 10)
        self.parity = nn.Linear(8, 2)
        self.register_buffer("scale", torch.tensor(2.0))

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        h = torch.relu(self.trunk(torch.flatten(x, 1))) * self.scale
        return self.digit(h), self.parity(h)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(10, 10)

    def forward(self, x: Tensor, depth: int) -> Tensor:
        for _ in range(depth):
            x = torch.tanh(self.linear(x))
        return x


class ControlFlow(nn.Module):
    """Loops, a condition, an Optional, attributes of several types, a shared weight, a frozen parameter, and a
    dictionary of outputs inside."""
    __constants__ = ["depth"]

    def __init__(self):
        super().__init__()
        self.depth = 2
        self.names: List[str] = ["first", "second"]
        self.table: Dict[str, int] = {"one": 1}
        self.maybe: Optional[Tensor] = None
        self.entry = nn.Linear(784, 10, bias=False)
        self.blocks = nn.ModuleList([Block(), Block()])
        self.blocks[1].linear.weight = self.blocks[0].linear.weight
        self.frozen = nn.Parameter(torch.ones(10), requires_grad=False)
        self.norm = nn.BatchNorm1d(10, momentum=None)

    def forward(self, x: Tensor) -> Tensor:
        x = self.entry(torch.flatten(x, 1)) * self.frozen
        for block in self.blocks:
            x = block(x, self.depth)
        if self.training and bool(x.sum() > 1e9):
            x = x * 0
        out = {"logits": self.norm(x)}
        return out["logits"]

    @torch.jit.export
    def helper(self, x: Tensor) -> Tensor:
        return x + 1


class ForeverInTraining(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)

    def forward(self, x: Tensor) -> Tensor:
        i = 0
        while i >= 0:
            i = (i + 1) % 1000
        return self.linear(torch.flatten(x, 1))


class Greedy(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)

    def forward(self, x: Tensor) -> Tensor:
        kept: List[Tensor] = []
        for i in range(1000000):
            kept.append(torch.ones(8000000))
        return self.linear(torch.flatten(x, 1)) + kept[0][0]


class Crash(nn.Module):
    """Writes through an index that libtorch does not check: a segmentation fault."""
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)

    def forward(self, x: Tensor) -> Tensor:
        wild = torch.full([1, 1], 1099511627776)
        y = torch.ops.aten._sparse_coo_tensor_unsafe(wild, torch.ones(1), [4])
        return self.linear(torch.flatten(x, 1)) + y.to_dense().sum()


def main():
    root = pathlib.Path(__file__).resolve().parents[2] if len(sys.argv) < 2 else None
    target = root / "src/test/resources/torchscript" if root else pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    x = (torch.randn(3, 1, 28, 28) * 10000).round() / 10000
    modules = {
        "mlp-traced": torch.jit.trace(Mlp(), x),
        "mlp-scripted": torch.jit.script(Mlp()),
        "cnn-traced": torch.jit.trace(cnn().train(), x),
        "cnn-scripted": torch.jit.script(cnn(0.3)),
        "cnn-eval": torch.jit.script(cnn().eval()),
        "two-outputs": torch.jit.script(TwoOutputs()),
        "control-flow": torch.jit.script(ControlFlow()),
        "forever": torch.jit.script(ForeverInTraining()),
        "greedy": torch.jit.script(Greedy()),
        "crash": torch.jit.script(Crash()),
        "no-parameters": torch.jit.script(nn.Flatten()),
        "dropout-scripted": torch.jit.script(Dropping()),
    }
    for name, module in modules.items():
        torch.jit.save(module, str(target / f"{name}.pt"))
        facts = {
            "state": {k: list(v.shape) for k, v in module.state_dict().items()},
            "parameters": [k for k, p in module.named_parameters() if p.requires_grad],
        }
        if name not in ("forever", "greedy", "crash"):
            module.eval()
            y = module(x[:, :, ::1])
            outputs = list(y) if isinstance(y, (tuple, list)) else [y]
            facts["outputs"] = [[round(v, 6) for v in o.flatten().tolist()[:20]] for o in outputs]
        (target / f"{name}.json").write_text(json.dumps(facts, indent=1) + "\n")
    (target / "input.json").write_text(json.dumps([round(v, 4) for v in x.flatten().tolist()]) + "\n")
    torch.save({"weight": torch.ones(3)}, str(target / "not-a-module.pt"))


main()
