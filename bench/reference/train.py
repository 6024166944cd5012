#!/usr/bin/env python3
"""Trains one work of bench/training/works.json as one would in PyTorch's eager mode: a DataLoader,
gradients accumulated over the window and divided by the window's own count, the fused optimizer.

    python3 train.py --work cnn-w8 --data DIRECTORY --weights w.safetensors --order order.i32
    python3 train.py --work cnn-w8 --data DIRECTORY --serve

With --serve it reads commands from standard input (`run N`, `memory`, `quit`) and answers each
with one line of JSON, so that stretches can alternate with those of another program. Without, it
runs --stretches stretches of --steps optimizer steps after --warm-up ones. See README.md.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

import data
import models
import tensors

WORKS = Path(__file__).parent.parent / "training" / "works.json"


class Trainer:
    """The model, its data and its optimizer; `run` goes on where it ended."""

    def __init__(self, work, arguments):
        torch.manual_seed(1)
        self.micro = arguments.micro or work["micro"]
        self.window = arguments.window or work["window"]
        options = dict(work["model"])
        if arguments.dropout is not None:
            options["dropout"] = arguments.dropout
        self.model = models.build(options.pop("architecture"), **options)
        if arguments.weights:
            load_weights(self.model, arguments.weights)
        adjust_batch_norm(self.model, self.window)
        self.device = torch.device(arguments.device.lower())
        self.model.to(self.device)
        self.optimizer = optimizer(work, self.model.parameters(), arguments.optimizer)
        if arguments.data:
            samples = data.dataset(work["data"], arguments.data, work["model"])
            order = data.Order(len(samples), arguments.order)
            on_gpu = self.device.type == "cuda"
            self.batches = iter(data.loader(samples, order, self.micro, arguments.workers, on_gpu))
        self.samples_per_step = self.micro * self.window
        # A language model's loss is a mean over tokens.
        self.denominator = self.samples_per_step * work["model"].get("length", 1)

    def optimizer_step(self):
        window_loss = 0.0
        for _ in range(self.window):
            x, y = (t.to(self.device, non_blocking=True) for t in next(self.batches))
            scores = self.model(x)
            loss = F.cross_entropy(scores.flatten(0, -2), y.flatten(), reduction="sum")
            loss = loss / self.denominator
            loss.backward()
            window_loss += loss.detach()
        self.optimizer.step()
        self.optimizer.zero_grad()
        return window_loss.item()

    def run(self, optimizer_steps):
        start = time.perf_counter()
        losses = [self.optimizer_step() for _ in range(optimizer_steps)]
        seconds = time.perf_counter() - start
        samples = optimizer_steps * self.samples_per_step
        return {"optimizerSteps": optimizer_steps, "samples": samples, "seconds": seconds,
                "losses": losses}  # fmt: skip


def load_weights(model, path):
    """All parameters by name; BatchNorm's statistics may be left out."""
    weights, _ = tensors.load(path)
    missing, unexpected = model.load_state_dict(weights, strict=False)
    missing = set(missing) & {name for name, _ in model.named_parameters()}
    if missing or unexpected:
        sys.exit(f"{path}: missing {sorted(missing)}, not in the model {sorted(unexpected)}")


def adjust_batch_norm(model, window):
    """The momentum with which running statistics forget as fast per optimizer step as with one
    batch; what Accrue does."""
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.momentum = 1 - (1 - module.momentum) ** (1 / window)


def optimizer(work, parameters, implementation):
    options = dict(work["optimizer"])
    kind = {"adamw": torch.optim.AdamW, "sgd": torch.optim.SGD}[options.pop("name")]
    options["weight_decay"] = options.pop("weightDecay")
    return kind(parameters, lr=work["learningRate"], **options, **{implementation: True})


def peak_bytes():
    """The largest resident memory of this process (workers of the DataLoader not counted)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("no VmHWM in /proc/self/status")


def answer(content):
    print(json.dumps(content), flush=True)


def serve(begin):
    """Begins at the first `run`: by then the other side has written weights and order."""
    trainer = None
    for line in sys.stdin:
        command, *rest = line.split() or ["quit"]
        if command == "run":
            trainer = trainer or begin()
            answer(trainer.run(int(rest[0])))
        elif command == "memory":
            answer({"peakBytes": peak_bytes()})
        elif command == "quit":
            return
        else:
            answer({"error": f"unknown command {command}; use run N, memory or quit"})


def measure(trainer, arguments):
    losses = trainer.run(arguments.warm_up)["losses"]
    rates = []
    for _ in range(arguments.stretches):
        stretch = trainer.run(arguments.steps)
        losses += stretch["losses"]
        rates.append(stretch["samples"] / stretch["seconds"])
    answer({"samplesPerSecond": statistics.median(rates), "stretches": rates,
            "peakBytes": peak_bytes(), "lastLoss": losses[-1]})  # fmt: skip
    if arguments.curve:
        lines = ["optimizer_step,loss"]
        lines += [f"{index + 1},{loss:.9g}" for index, loss in enumerate(losses)]
        Path(arguments.curve).write_text("\n".join(lines) + "\n")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--works", default=WORKS, help="the file of works")
    parser.add_argument("--work", required=True)
    parser.add_argument("--data", help="the folder of the IDX files and text.txt")
    parser.add_argument("--weights", help=".safetensors of initial weights; default: PyTorch's")
    parser.add_argument("--write-weights", help="write the initial weights there and end")
    parser.add_argument("--order", help="sample indices, little-endian 32-bit integers")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=0, help="processes of the DataLoader")
    parser.add_argument("--micro", type=int, help="instead of the work's")
    parser.add_argument("--window", type=int, help="instead of the work's")
    parser.add_argument("--dropout", type=float, help="instead of the work's")
    parser.add_argument("--device", choices=["CPU", "CUDA"], default="CPU")
    parser.add_argument("--optimizer", choices=["fused", "foreach"], default="fused")
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--warm-up", type=int, default=5, help="optimizer steps")
    parser.add_argument("--steps", type=int, default=10, help="optimizer steps of a stretch")
    parser.add_argument("--stretches", type=int, default=5)
    parser.add_argument("--curve", help="write the loss of each optimizer step there as CSV")
    return parser.parse_args()


def main():
    arguments = parse()
    torch.set_num_threads(arguments.threads)
    torch.set_num_interop_threads(1)
    answer({"torch": torch.__version__, "threads": torch.get_num_threads()})
    begin = lambda: Trainer(json.loads(Path(arguments.works).read_text())[arguments.work], arguments)
    if arguments.write_weights:
        tensors.save(arguments.write_weights, begin().model.state_dict())
    elif arguments.serve:
        serve(begin)
    else:
        measure(begin(), arguments)


if __name__ == "__main__":
    main()
