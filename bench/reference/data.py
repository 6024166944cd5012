"""The data of the speed benchmark, from the files that Accrue reads too."""

import ctypes
import struct
from pathlib import Path

import torch
from torch.utils.data import DataLoader, Dataset, Sampler

IDX_TYPES = {8: torch.uint8}


def read_idx(path):
    content = bytearray(Path(path).read_bytes())
    _, kind, rank = struct.unpack(">HBB", content[:4])
    shape = struct.unpack(f">{rank}i", content[4 : 4 + 4 * rank])
    return torch.frombuffer(content, dtype=IDX_TYPES[kind], offset=4 + 4 * rank).reshape(shape)


def write_idx(path, values):
    rank = values.dim()
    header = struct.pack(f">HBB{rank}i", 0, 8, rank, *values.shape)
    content = ctypes.string_at(values.contiguous().data_ptr(), values.numel())
    Path(path).write_bytes(header + content)


class Images(Dataset):
    """Bytes, made numbers of mean 0 and deviation 1 per channel a micro-batch at a time."""

    def __init__(self, images, labels):
        self.images = images if images.dim() == 4 else images.unsqueeze(1)
        self.labels = labels.long()
        # Counting the 256 values takes no memory that would show in the peak.
        counts = torch.stack(
            [channel.flatten().bincount(minlength=256) for channel in self.images.unbind(1)]
        ).double()
        values = torch.arange(256).double()
        share = counts / counts.sum(1, keepdim=True)
        mean = share @ values
        deviation = (share @ values**2 - mean**2).sqrt()
        self.scale = (1 / deviation).float().reshape(-1, 1, 1)
        self.shift = (-mean / deviation).float().reshape(-1, 1, 1)

    def __len__(self):
        return len(self.labels)

    def __getitems__(self, indices):
        # DataLoader asks for a whole micro-batch at once: far cheaper than stacking samples.
        images = self.images[indices].float().mul_(self.scale).add_(self.shift)
        return images, self.labels[indices]


class Text(Dataset):
    """Bytes as tokens. Sample i is block i of `length` bytes; its targets are one byte further."""

    def __init__(self, path, length):
        self.content = torch.frombuffer(bytearray(Path(path).read_bytes()), dtype=torch.uint8)
        self.places = torch.arange(length + 1)

    def __len__(self):
        return (len(self.content) - 1) // (len(self.places) - 1)

    def __getitems__(self, indices):
        starts = torch.tensor(indices) * (len(self.places) - 1)
        tokens = self.content[starts[:, None] + self.places].long()
        return tokens[:, :-1], tokens[:, 1:]


class Order(Sampler):
    """The samples of all micro-batches, without end.

    Either the indices of a file of little-endian 32-bit integers, again from its start behind its
    end, or a new permutation of all samples for each epoch.
    """

    def __init__(self, size, path=None):
        self.size = size
        self.fixed = None
        if path:
            content = bytearray(Path(path).read_bytes())
            self.fixed = torch.frombuffer(content, dtype=torch.int32).tolist()

    def __iter__(self):
        generator = torch.Generator().manual_seed(1)
        while True:
            yield from self.fixed or torch.randperm(self.size, generator=generator).tolist()


def dataset(kind, directory, model):
    directory = Path(directory)
    if kind == "text":
        return Text(directory / "text.txt", model["length"])
    prefix = {"mnist": "train", "synthetic": "synthetic"}[kind]
    images = next(directory.glob(f"{prefix}-images-idx?-ubyte"))
    return Images(read_idx(images), read_idx(directory / f"{prefix}-labels-idx1-ubyte"))


def loader(samples, order, micro, workers, pin_memory=False):
    """Micro-batches without end."""
    return DataLoader(
        samples,
        batch_size=micro,
        sampler=order,
        collate_fn=lambda micro_batch: micro_batch,
        num_workers=workers,
        pin_memory=pin_memory,
    )
