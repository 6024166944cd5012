"""The built-in architectures in plain PyTorch, with the parameter names that Accrue gives them.

ResNet and ViT have torchvision's topology and names, so torchvision's weights fit them.
"""

from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F


class Layers(nn.Module):
    """A list of layers, named `layers.0`, `layers.1`, ..."""

    def __init__(self, layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


def classifier(inputs, hidden, classes, dropout):
    layers = [nn.Flatten()]
    for width in hidden:
        layers += [nn.Linear(inputs, width), nn.ReLU()]
        if dropout > 0:
            layers.append(nn.Dropout(dropout))
        inputs = width
    return [*layers, nn.Linear(inputs, classes)]


def mlp(inputs, hidden, classes, dropout=0.0):
    return Layers(classifier(inputs, hidden, classes, dropout))


def cnn(shape, channels, hidden, classes, batch_norm=True, dropout=0.0):
    """Blocks of 3x3 convolution, BatchNorm (or a bias), ReLU and 2x2 max pooling."""
    inputs, height, width = shape
    layers = []
    for outputs in channels:
        layers.append(nn.Conv2d(inputs, outputs, 3, padding=1, bias=not batch_norm))
        if batch_norm:
            layers.append(nn.BatchNorm2d(outputs))
        layers += [nn.ReLU(), nn.MaxPool2d(2)]
        inputs, height, width = outputs, height // 2, width // 2
    return Layers(layers + classifier(inputs * height * width, hidden, classes, dropout))


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = downsample(inputs, width, stride)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, width, stride):
        super().__init__()
        outputs = width * self.expansion
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample = downsample(inputs, outputs, stride)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


def downsample(inputs, outputs, stride):
    if stride == 1 and inputs == outputs:
        return None
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
    )


class ResNet(nn.Module):
    """`stem`: `imagenet` is 7x7 with stride 2 and max pooling, `cifar` 3x3 with stride 1."""

    KINDS = {
        18: (BasicBlock, [2, 2, 2, 2]),
        34: (BasicBlock, [3, 4, 6, 3]),
        50: (Bottleneck, [3, 4, 6, 3]),
    }

    def __init__(self, depth, classes, stem="cifar", channels=3, width=64):
        super().__init__()
        block, counts = self.KINDS[depth]
        if stem == "imagenet":
            self.conv1 = nn.Conv2d(channels, width, 7, 2, 3, bias=False)
            self.maxpool = nn.MaxPool2d(3, 2, 1)
        else:
            self.conv1 = nn.Conv2d(channels, width, 3, 1, 1, bias=False)
            self.maxpool = nn.Identity()
        self.bn1 = nn.BatchNorm2d(width)
        inputs = width
        for stage, count in enumerate(counts):
            blocks = []
            for index in range(count):
                stride = 2 if stage > 0 and index == 0 else 1
                blocks.append(block(inputs, width << stage, stride))
                inputs = (width << stage) * block.expansion
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


class SelfAttention(nn.Module):
    """`torch.nn.MultiheadAttention` over one batch-first sequence, without dropout."""

    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads = heads
        self.causal = causal
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.zeros_(self.out_proj.bias)

    def forward(self, x, lengths=None):
        """`lengths`: how many places of each sequence are filled; the others are not looked at."""
        batch, length, width = x.shape
        filled = None
        if lengths is not None:
            filled = (torch.arange(length) < lengths[:, None])[:, None, None]
        projected = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        query, key, value = (
            part.view(batch, length, self.heads, width // self.heads).transpose(1, 2)
            for part in projected.chunk(3, dim=-1)
        )
        y = F.scaled_dot_product_attention(query, key, value, filled, is_causal=self.causal)
        return self.out_proj(y.transpose(1, 2).reshape(batch, length, width))


class TransformerBlock(nn.Module):
    """Pre-norm: x + attention(norm(x)), then x + mlp(norm(x)), with the exact GELU."""

    def __init__(self, width, heads, causal, epsilon):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width, epsilon)
        self.self_attention = SelfAttention(width, heads, causal)
        self.ln_2 = nn.LayerNorm(width, epsilon)
        # Dropout (of 0) keeps torchvision's numbering: mlp.0 and mlp.3 are the linear layers.
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width),
            nn.GELU(),
            nn.Dropout(0.0),
            nn.Linear(4 * width, width),
            nn.Dropout(0.0),
        )

    def forward(self, x):
        x = x + self.self_attention(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Positions(nn.Module):
    """A learned vector for each place, added."""

    def __init__(self, length, width):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(length, width))

    def forward(self, x):
        return x + self.weight[: x.shape[1]]


class Patches(nn.Conv2d):
    """Square patches in rows, a vector for each."""

    def __init__(self, channels, size, width):
        super().__init__(channels, width, size, size)

    def forward(self, x):
        return super().forward(x).flatten(2).transpose(1, 2)


class ClassToken(nn.Module):
    """A learned vector before a sequence."""

    def __init__(self, width):
        super().__init__()
        self.class_token = nn.Parameter(torch.zeros(1, 1, width))

    def forward(self, x):
        return torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], dim=1)


class Place(nn.Module):
    """One vector of a sequence: its first or last place, or the mean; of what is filled."""

    def __init__(self, which):
        super().__init__()
        self.which = which

    def forward(self, x, lengths=None):
        if lengths is None:
            lengths = torch.full((len(x),), x.shape[1])
        if self.which == "first":
            return x[:, 0]
        if self.which == "last":
            return x[torch.arange(len(x)), lengths - 1]
        return torch.stack([sample[:length].mean(0) for sample, length in zip(x, lengths)])


class Residual(nn.Module):
    """Convolution and ReLU added to their input, or to a 1x1 convolution of it."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        convolution = nn.Conv2d(inputs, outputs, 3, stride, 1)
        self.layers = nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())
        plain = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if plain else nn.Conv2d(inputs, outputs, 1, stride)

    def forward(self, x):
        return self.layers(x) + self.shortcut(x)


def States(cell, inputs, hidden, depth):
    """`nn.LSTM` or `nn.GRU` whose output is the state at each place, without the last states."""
    kind = getattr(nn, cell)

    class Only(kind):
        def forward(self, x):
            return super().forward(x)[0]

    return Only(inputs, hidden, depth, batch_first=True)


class VisionTransformer(nn.Module):
    """torchvision's: a class token in front, learned positions, the head reads the class token."""

    EPSILON = 1e-6

    def __init__(self, shape, patch, width, heads, depth, classes):
        super().__init__()
        channels, height, breadth = shape
        self.conv_proj = nn.Conv2d(channels, width, patch, patch)
        self.class_token = nn.Parameter(torch.zeros(1, 1, width))
        tokens = (height // patch) * (breadth // patch) + 1
        self.encoder = nn.Module()
        self.encoder.pos_embedding = nn.Parameter(0.02 * torch.randn(1, tokens, width))
        self.encoder.layers = nn.Sequential(
            OrderedDict(
                (f"encoder_layer_{index}", TransformerBlock(width, heads, False, self.EPSILON))
                for index in range(depth)
            )
        )
        self.encoder.ln = nn.LayerNorm(width, self.EPSILON)
        self.heads = nn.Sequential(OrderedDict(head=nn.Linear(width, classes)))

    def forward(self, x):
        x = self.conv_proj(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], dim=1)
        x = self.encoder.ln(self.encoder.layers(x + self.encoder.pos_embedding))
        return self.heads(x[:, 0])


class TransformerLanguageModel(nn.Module):
    """Causal; learned positions; the head has weights of its own. Gives scores for each place."""

    EPSILON = 1e-5

    def __init__(self, vocabulary, length, width, heads, depth):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, width)
        self.position_embedding = nn.Embedding(length, width)
        self.blocks = nn.Sequential(
            *(TransformerBlock(width, heads, True, self.EPSILON) for _ in range(depth))
        )
        self.ln = nn.LayerNorm(width, self.EPSILON)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, tokens):
        x = self.token_embedding(tokens) + self.position_embedding.weight[: tokens.shape[1]]
        return self.head(self.ln(self.blocks(x)))


class Recurrent(nn.Module):
    """Embedding, LSTM or GRU, linear head: for each place (`per_token`), or for the last one.

    `lengths` says where the sequences end that are padded on the right.
    """

    def __init__(self, cell, vocabulary, width, hidden, depth, outputs, per_token):
        super().__init__()
        self.per_token = per_token
        self.embedding = nn.Embedding(vocabulary, width)
        kind = {"lstm": nn.LSTM, "gru": nn.GRU}[cell]
        self.rnn = kind(width, hidden, depth, batch_first=True)
        self.head = nn.Linear(hidden, outputs)

    def forward(self, tokens, lengths=None):
        states, _ = self.rnn(self.embedding(tokens))
        if self.per_token:
            return self.head(states)
        if lengths is None:
            return self.head(states[:, -1])
        return self.head(states[torch.arange(len(tokens)), lengths - 1])


ARCHITECTURES = {
    "mlp": mlp,
    "cnn": cnn,
    "resnet": ResNet,
    "vit": VisionTransformer,
    "transformer-lm": TransformerLanguageModel,
    "recurrent": Recurrent,
}


def build(architecture, **options):
    return ARCHITECTURES[architecture](**options)
