#!/usr/bin/env python3
"""Writes what PyTorch computes, in double precision, for Accrue's tests to agree with.

    python3 fixtures.py src/test/resources/reference

README.md beside this file says what is in the files.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

import models
import optimizers
import tensors

IGNORED = -100
BATCH = 4
OPTIMIZER_STEPS = 20


def draw(*shape):
    """Normal numbers that single precision holds exactly, so that both precisions start equal."""
    return torch.randn(*shape).float().double()


def scramble(model):
    """Moves every weight off its initial value: a BatchNorm at 1 and 0 would hide an error."""
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_((weight + 0.1 * torch.randn_like(weight)).float())
        for name, buffer in model.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_((0.1 * torch.randn_like(buffer)).float())
            if name.endswith("running_var"):
                buffer.copy_((1 + 0.1 * torch.rand_like(buffer)).float())


def copies(prefix, named):
    return {f"{prefix}.{name}": tensor.detach().clone() for name, tensor in named}


def architecture_fixture(path, architecture, options, inputs, targets):
    """One forward and backward in training mode from the mean cross-entropy."""
    model = models.build(architecture, **options)
    scramble(model)
    content = copies("parameters", model.named_parameters())
    content |= copies("buffers", model.named_buffers())
    content |= {f"inputs.{name}": tensor for name, tensor in inputs.items()}
    output = model(*inputs.values())
    loss = F.cross_entropy(
        output.flatten(0, -2), targets.flatten(), ignore_index=IGNORED, reduction="mean"
    )
    loss.backward()
    content |= {"targets": targets, "output": output, "loss": loss}
    content |= copies("gradients", ((n, p.grad) for n, p in model.named_parameters()))
    content |= copies("buffers_after", model.named_buffers())
    model.eval()
    content["output_evaluation"] = model(*inputs.values())
    metadata = {"architecture": architecture, "options": json.dumps(options)}
    tensors.save(path, content, metadata)


def images(*shape):
    return {"x": draw(BATCH, *shape)}


def tokens(vocabulary, length):
    return {"x": torch.randint(vocabulary, (BATCH, length))}


def padded(vocabulary, length):
    """Sequences of unequal lengths, padded on the right with the token 0."""
    lengths = torch.tensor([length, 2, length - 1, 1])
    x = torch.randint(1, vocabulary, (BATCH, length))
    x[torch.arange(length) >= lengths[:, None]] = 0
    return {"x": x, "lengths": lengths}


def masked(targets):
    targets[0, 1] = targets[2, -1] = targets[3, 0] = IGNORED
    return targets


def classes(count):
    return torch.randint(count, (BATCH,))


def next_tokens(vocabulary, length):
    return masked(torch.randint(vocabulary, (BATCH, length)))


def architecture_cases():
    """Name, architecture, its options, and what draws a batch."""
    options = dict(inputs=6, hidden=[8], classes=5)
    yield "mlp", "mlp", options, lambda: (images(6), classes(5))

    options = dict(shape=[2, 8, 8], channels=[3, 4], hidden=[6], classes=5, batch_norm=False)
    yield "cnn", "cnn", options, lambda: (images(2, 8, 8), classes(5))
    options = dict(options, batch_norm=True)
    yield "cnn-batch-norm", "cnn", options, lambda: (images(2, 8, 8), classes(5))

    for depth, stem, size in [(18, "cifar", 8), (34, "imagenet", 16), (50, "cifar", 8)]:
        options = dict(depth=depth, classes=5, stem=stem, channels=3, width=2)
        name = f"resnet{depth}-{stem}"
        yield name, "resnet", options, lambda size=size: (images(3, size, size), classes(5))

    options = dict(shape=[1, 8, 8], patch=4, width=8, heads=2, depth=2, classes=5)
    yield "vit", "vit", options, lambda: (images(1, 8, 8), classes(5))

    options = dict(vocabulary=13, length=7, width=8, heads=2, depth=2)
    yield "transformer-lm", "transformer-lm", options, lambda: (tokens(13, 7), next_tokens(13, 7))

    for cell in ["lstm", "gru"]:
        options = dict(cell=cell, vocabulary=13, width=5, hidden=6, depth=2)
        last = dict(options, outputs=4, per_token=False)
        yield cell, "recurrent", last, lambda: (tokens(13, 7), classes(4))
        yield f"{cell}-padded", "recurrent", last, lambda: (padded(13, 7), classes(4))
        each = dict(options, outputs=13, per_token=True)
        yield f"{cell}-tokens", "recurrent", each, lambda: (tokens(13, 7), next_tokens(13, 7))


def architecture_fixtures(directory):
    for seed, (name, architecture, options, batch) in enumerate(architecture_cases()):
        torch.manual_seed(seed)
        inputs, targets = batch()
        path = directory / f"{name}.safetensors"
        architecture_fixture(path, architecture, options, inputs, targets)


# Every kind of `model.layers` that computes the same each time, under names that the tests know. The
# shape is that of the input; `TOKENS` stands for whole numbers.
TOKENS = None
IMAGE, SEQUENCE = (2, 4, 7, 7), (3, 5, 8)
LAYERS = {
    "linear": (nn.Linear, dict(in_features=5, out_features=3), (4, 5)),
    "linear-no-bias": (nn.Linear, dict(in_features=5, out_features=3, bias=False), (4, 5)),
    "linear-of-sequence": (nn.Linear, dict(in_features=8, out_features=3), SEQUENCE),
    "conv2d": (nn.Conv2d, dict(in_channels=4, out_channels=3, kernel_size=3), IMAGE),
    "conv2d-strided": (
        nn.Conv2d,
        dict(in_channels=4, out_channels=3, kernel_size=3, stride=2, padding=1, bias=False),
        IMAGE,
    ),
    "conv2d-grouped": (
        nn.Conv2d,
        dict(in_channels=4, out_channels=6, kernel_size=3, padding=2, groups=2),
        IMAGE,
    ),
    "conv2d-depthwise": (
        nn.Conv2d,
        dict(in_channels=4, out_channels=4, kernel_size=3, padding=1, groups=4),
        IMAGE,
    ),
    "conv2d-depthwise-twice": (
        nn.Conv2d,
        dict(in_channels=4, out_channels=8, kernel_size=5, stride=2, padding=2, groups=4),
        IMAGE,
    ),
    "conv2d-one-channel": (nn.Conv2d, dict(in_channels=1, out_channels=1, kernel_size=2), (2, 1, 5, 5)),
    "batchnorm-of-image": (nn.BatchNorm2d, dict(num_features=4), IMAGE),
    "batchnorm-of-vector": (nn.BatchNorm1d, dict(num_features=3), (6, 3)),
    "groupnorm": (nn.GroupNorm, dict(num_groups=2, num_channels=4), IMAGE),
    "layernorm": (nn.LayerNorm, dict(normalized_shape=[8]), SEQUENCE),
    "relu": (nn.ReLU, {}, (3, 5)),
    "gelu": (nn.GELU, {}, (3, 5)),
    "silu": (nn.SiLU, {}, (3, 5)),
    "tanh": (nn.Tanh, {}, (3, 5)),
    "sigmoid": (nn.Sigmoid, {}, (3, 5)),
    "maxpool": (nn.MaxPool2d, dict(kernel_size=3, stride=2, padding=1), IMAGE),
    "avgpool": (nn.AvgPool2d, dict(kernel_size=2), IMAGE),
    "avgpool-padded": (nn.AvgPool2d, dict(kernel_size=3, stride=2, padding=1), IMAGE),
    "adaptive-avgpool": (nn.AdaptiveAvgPool2d, dict(output_size=3), IMAGE),
    "embedding": (nn.Embedding, dict(num_embeddings=7, embedding_dim=4), TOKENS),
    "positions": (models.Positions, dict(length=5, width=8), SEQUENCE),
    "flatten": (nn.Flatten, {}, IMAGE),
    "residual": (models.Residual, dict(inputs=4, outputs=4, stride=1), IMAGE),
    "residual-projection": (models.Residual, dict(inputs=4, outputs=6, stride=2), IMAGE),
    "attention": (models.SelfAttention, dict(width=8, heads=2, causal=False), SEQUENCE),
    "attention-causal": (models.SelfAttention, dict(width=8, heads=4, causal=True), SEQUENCE),
    "attention-padded": (models.SelfAttention, dict(width=8, heads=2, causal=False), SEQUENCE),
    "transformer-block": (
        models.TransformerBlock,
        dict(width=8, heads=2, causal=True, epsilon=1e-5),
        SEQUENCE,
    ),
    "lstm": (models.States, dict(cell="LSTM", inputs=8, hidden=6, depth=1), SEQUENCE),
    "lstm-deep": (models.States, dict(cell="LSTM", inputs=8, hidden=6, depth=3), SEQUENCE),
    "gru": (models.States, dict(cell="GRU", inputs=8, hidden=6, depth=1), SEQUENCE),
    "gru-deep": (models.States, dict(cell="GRU", inputs=8, hidden=6, depth=3), SEQUENCE),
    "patches": (models.Patches, dict(channels=4, size=3, width=5), (2, 4, 6, 6)),
    "class-token": (models.ClassToken, dict(width=8), SEQUENCE),
    "first": (models.Place, dict(which="first"), SEQUENCE),
    "last": (models.Place, dict(which="last"), SEQUENCE),
    "mean": (models.Place, dict(which="mean"), SEQUENCE),
    "last-padded": (models.Place, dict(which="last"), SEQUENCE),
    "mean-padded": (models.Place, dict(which="mean"), SEQUENCE),
}


def layer_fixtures(directory):
    """Each layer alone: backward from the sum of output times `cotangent`."""
    content, metadata = {}, {}
    for seed, (name, (layer, options, shape)) in enumerate(LAYERS.items()):
        torch.manual_seed(seed)
        module = layer(**options)
        scramble(module)
        x = torch.randint(7, (2, 5)) if shape is TOKENS else draw(*shape).requires_grad_()
        lengths = [torch.tensor([5, 2, 1])] if name.endswith("-padded") else []
        lengths = lengths if shape == SEQUENCE else []
        parts = {"input": x.detach()} | {"lengths": given for given in lengths}
        parts |= copies("parameters", module.named_parameters())
        parts |= copies("buffers", module.named_buffers())
        output = module(x, *lengths)
        cotangent = draw(*output.shape)
        (output * cotangent).sum().backward()
        parts |= {"output": output, "cotangent": cotangent}
        parts |= copies("gradients", ((n, p.grad) for n, p in module.named_parameters()))
        parts |= copies("buffers_after", module.named_buffers())
        if x.grad is not None:
            parts["input_gradient"] = x.grad
        content |= {f"{name}.{part}": tensor for part, tensor in parts.items()}
        metadata[name] = json.dumps({"layer": layer.__name__, **options})
    tensors.save(directory / "layers.safetensors", content, metadata)


def loss_cases():
    """Name, scores or predictions, targets, and the options of PyTorch's function."""
    torch.manual_seed(11)
    scores, labels = 2 * draw(6, 5), torch.randint(5, (6,))
    some = labels.clone()
    some[[1, 4]] = IGNORED
    weight = torch.tensor([0.5, 1.0, 2.0, 0.25, 1.5])
    cross_entropy = F.cross_entropy
    yield "cross-entropy", cross_entropy, scores, labels, {}
    yield "cross-entropy-weights", cross_entropy, scores, labels, dict(weight=weight)
    yield "cross-entropy-ignore", cross_entropy, scores, some, dict(ignore_index=IGNORED)
    a_class = dict(ignore_index=labels[0].item())
    yield "cross-entropy-ignore-class", cross_entropy, scores, labels, a_class
    yield "cross-entropy-smoothing", cross_entropy, scores, labels, dict(label_smoothing=0.1)
    everything = dict(weight=weight, ignore_index=IGNORED, label_smoothing=0.1)
    yield "cross-entropy-everything", cross_entropy, scores, some, everything
    nothing = torch.full_like(labels, IGNORED)
    yield "cross-entropy-all-ignored", cross_entropy, scores, nothing, dict(ignore_index=IGNORED)

    words, next_words = 2 * draw(3, 4, 7), masked(torch.randint(7, (4, 4)))[:3]
    yield "token-cross-entropy", cross_entropy, words, next_words, dict(ignore_index=IGNORED)
    smooth = dict(ignore_index=IGNORED, label_smoothing=0.1)
    yield "token-cross-entropy-smoothing", cross_entropy, words, next_words, smooth

    logits, truths = 3 * draw(6, 3), torch.randint(2, (6, 3)).double()
    logits[0, 0], logits[0, 1] = 60.0, -60.0
    bce = F.binary_cross_entropy_with_logits
    yield "bce", bce, logits, truths, {}
    yield "bce-positive-weight", bce, logits, truths, dict(pos_weight=weight[:3])

    predictions, numbers = draw(6, 3), draw(6, 3)
    numbers[0] = predictions[0]
    numbers[1] = predictions[1] + torch.tensor([1.0, -1.0, 0.5])
    yield "mse", F.mse_loss, predictions, numbers, {}
    yield "l1", F.l1_loss, predictions, numbers, {}
    yield "huber", F.huber_loss, predictions, numbers, dict(delta=1.0)
    yield "huber-half", F.huber_loss, predictions, numbers, dict(delta=0.5)


def loss_fixtures(directory):
    content, metadata = {}, {}
    for name, function, values, targets, options in loss_cases():
        x = values.clone().requires_grad_()
        flat = x.flatten(0, -2) if x.dim() == 3 else x
        wanted = targets.flatten() if x.dim() == 3 else targets
        loss = function(flat, wanted, reduction="sum", **options)
        loss.backward()
        ignored = options.get("ignore_index")
        counted = targets.numel() if ignored is None else int((targets != ignored).sum())
        parts = {"input": values, "target": targets, "sum": loss, "gradient": x.grad}
        parts["counted"] = torch.tensor(counted)
        if counted:
            parts["mean"] = function(flat, wanted, reduction="mean", **options)
        content |= {f"{name}.{part}": tensor for part, tensor in parts.items()}
        metadata[name] = json.dumps(
            {k: v.tolist() if torch.is_tensor(v) else v for k, v in options.items()}
        )
    tensors.save(directory / "losses.safetensors", content, metadata)


def optimizer_cases():
    sgd, adam, adamw = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
    rmsprop, adagrad = torch.optim.RMSprop, torch.optim.Adagrad
    yield "sgd", sgd, {}
    yield "sgd-weight-decay", sgd, dict(weight_decay=0.1)
    yield "sgd-momentum", sgd, dict(momentum=0.9)
    yield "sgd-nesterov", sgd, dict(momentum=0.9, nesterov=True)
    yield "sgd-everything", sgd, dict(momentum=0.8, nesterov=True, weight_decay=0.1)
    yield "adam", adam, {}
    yield "adam-weight-decay", adam, dict(betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)
    yield "adamw", adamw, dict(weight_decay=0.01)
    yield "adamw-everything", adamw, dict(betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)
    yield "rmsprop", rmsprop, {}
    yield "rmsprop-momentum", rmsprop, dict(momentum=0.9)
    yield "rmsprop-centered", rmsprop, dict(centered=True)
    everything = dict(alpha=0.9, eps=1e-3, momentum=0.8, centered=True, weight_decay=0.1)
    yield "rmsprop-everything", rmsprop, everything
    yield "adagrad", adagrad, {}
    everything = dict(lr_decay=0.1, initial_accumulator_value=0.5, eps=1e-3, weight_decay=0.1)
    yield "adagrad-everything", adagrad, everything
    yield "lamb", optimizers.Lamb, {}
    yield "lamb-weight-decay", optimizers.Lamb, dict(betas=(0.8, 0.95), weight_decay=0.1)
    yield "lion", optimizers.Lion, {}
    yield "lion-weight-decay", optimizers.Lion, dict(betas=(0.8, 0.95), weight_decay=0.1)


def optimizer_fixtures(directory):
    torch.manual_seed(13)
    # The third tensor starts at zero, which LAMB's trust ratio must survive.
    initial = {"a": draw(3, 4), "b": draw(5), "c": torch.zeros(3)}
    gradients = {name: draw(OPTIMIZER_STEPS, *value.shape) for name, value in initial.items()}
    places = torch.arange(OPTIMIZER_STEPS)
    rates = 0.05 * (1 + places % 4) / (1 + 0.1 * places)
    content = {"learning_rates": rates}
    content |= copies("initial", initial.items()) | copies("gradients", gradients.items())
    metadata = {}
    for name, optimizer_class, options in optimizer_cases():
        weights = {key: nn.Parameter(value.clone()) for key, value in initial.items()}
        optimizer = optimizer_class(weights.values(), lr=rates[0].item(), **options)
        path = {key: [] for key in weights}
        for optimizer_step, rate in enumerate(rates.tolist()):
            optimizer.param_groups[0]["lr"] = rate
            for key, weight in weights.items():
                weight.grad = gradients[key][optimizer_step].clone()
            optimizer.step()
            for key, weight in weights.items():
                path[key].append(weight.detach().clone())
        content |= {f"{name}.{key}": torch.stack(values) for key, values in path.items()}
        defaults = ["betas", "eps", "weight_decay", "momentum", "nesterov", "alpha", "centered"]
        defaults += ["lr_decay", "initial_accumulator_value"]
        group = optimizer.param_groups[0]
        used = {key: group[key] for key in defaults if key in group}
        metadata[name] = json.dumps({"optimizer": optimizer_class.__name__, **used})
    tensors.save(directory / "optimizers.safetensors", content, metadata)


def main():
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    architecture_fixtures(directory)
    layer_fixtures(directory)
    loss_fixtures(directory)
    optimizer_fixtures(directory)


if __name__ == "__main__":
    main()
