#!/usr/bin/env python3
"""Writes 10,000 images of 3x32x32 in 10 classes as IDX files: synthetic-images-idx4-ubyte and
synthetic-labels-idx1-ubyte. A class is a smooth random pattern under much noise, so that a loss
curve over them has something to learn.

    python3 synthetic.py DIRECTORY
"""

import sys
from pathlib import Path

import torch
from torch.nn import functional as F

import data

SAMPLES, CLASSES, SIZE = 10_000, 10, 32


def main():
    directory = Path(sys.argv[1])
    torch.manual_seed(1)
    patterns = F.interpolate(torch.randn(CLASSES, 3, 4, 4), SIZE, mode="bilinear")
    labels = torch.randint(CLASSES, (SAMPLES,))
    images = patterns[labels] + 2 * torch.randn(SAMPLES, 3, SIZE, SIZE)
    pixels = (128 + 30 * images).clamp(0, 255).to(torch.uint8)
    data.write_idx(directory / "synthetic-images-idx4-ubyte", pixels)
    data.write_idx(directory / "synthetic-labels-idx1-ubyte", labels.to(torch.uint8))


if __name__ == "__main__":
    main()
