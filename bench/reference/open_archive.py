#!/usr/bin/env python3
"""Opens what Accrue exports as Python would, and compares.

    python3 open_archive.py model.pt                      its parameters and buffers
    python3 open_archive.py model.pt --check io.safetensors
    python3 open_archive.py model.pt --weights model.safetensors

--check: the file's tensors input, or input.0, input.1, ..., are passed to `forward`, whose result
must equal its tensor `output`. --weights: the file must hold the same tensors as the archive. Ends
with 1 when something differs by more than --tolerance, relative to the norm.
"""

import argparse
import sys

import torch

import tensors


def load_tensors(path, device):
    try:
        from safetensors.torch import load_file  # the official reader, where it is installed

        return load_file(path, device=device)
    except ImportError:
        return {name: value.to(device) for name, value in tensors.load(path)[0].items()}


def difference(got, wanted):
    if got.shape != wanted.shape:
        return float("inf")
    scale = wanted.double().norm().item() or 1.0
    return (got.double() - wanted.double()).norm().item() / scale


def compare_output(module, path, arguments):
    content = load_tensors(path, arguments.device)
    names = sorted((n for n in content if n.split(".")[0] == "input"), key=lambda n: (len(n), n))
    module.train(arguments.train)
    with torch.no_grad():
        output = module(*(content[name] for name in names))
    return {"output": difference(output, content["output"])}


def compare_weights(module, path, arguments):
    held, wanted = module.state_dict(), load_tensors(path, arguments.device)
    apart = {name: float("inf") for name in held.keys() ^ wanted.keys()}
    shared = held.keys() & wanted.keys()
    return apart | {name: difference(held[name], wanted[name]) for name in shared}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("archive")
    parser.add_argument("--check", help="inputs and output, .safetensors")
    parser.add_argument("--weights", help="the same weights, .safetensors")
    parser.add_argument("--train", action="store_true", help="in training mode")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    arguments = parser.parse_args()

    module = torch.jit.load(arguments.archive, map_location=arguments.device)
    parameters = {name for name, _ in module.named_parameters()}
    for name, value in module.state_dict().items():
        kind = "parameter" if name in parameters else "buffer"
        print(f"{kind} {name} {str(value.dtype).removeprefix('torch.')} {list(value.shape)}")
    differences = {}
    if arguments.check:
        differences |= compare_output(module, arguments.check, arguments)
    if arguments.weights:
        differences |= compare_weights(module, arguments.weights, arguments)
    wrong = {name: value for name, value in differences.items() if not value <= arguments.tolerance}
    for name, value in wrong.items():
        print(f"{name} differs by {value:.3g}, relative to its norm")
    if differences and not wrong:
        print(f"equal: the largest relative difference is {max(differences.values()):.3g}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
