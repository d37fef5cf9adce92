"""To learn on from a shipped eye whose checkpoint is not at hand: its ONNX, opened again.

Export folds every batch normalisation into the convolution before it. Here each gets back the mean
and the spread that its convolution shows on real batches, so that the eye answers as before and
learning can go on; only the optimiser's memory begins anew.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from inspection.vision.management.training.net import Eye

BATCHES = 12  # of scenes, to take means and spreads from


def weights_of(onnx: Path) -> list[tuple[Tensor, Tensor]]:
    """Weight and bias of every convolution, in the order in which they run.

    Raises ImportError without the package onnx (it stands in the training requirements).
    """
    import onnx as reader
    from onnx import numpy_helper

    graph = reader.load(str(onnx)).graph
    kept = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = []
    for node in graph.node:
        if node.op_type == "Conv":
            weight, bias = (torch.from_numpy(np.array(kept[name])) for name in node.input[1:3])
            found.append((weight, bias))
    return found


def begin_from(onnx: Path, batches: list[Tensor]) -> Eye:
    """An eye that answers as the exported one does, ready to learn on.

    ``batches``: planes (count, 3, height, width) as training shows them.
    Raises ValueError when the exported net has another shape.
    """
    eye = Eye().eval()
    order = _convolutions(eye, batches[0][:1])
    exported = weights_of(onnx)
    if [one.weight.shape for one in order] != [weight.shape for weight, _ in exported]:
        raise ValueError(f"{onnx.name} is another net than the one described in net.py.")
    followed = _followed(eye)
    with torch.no_grad():
        for convolution, (weight, bias) in zip(order, exported, strict=True):
            convolution.weight.copy_(weight)
            norm = followed.get(convolution)
            if norm is None:
                convolution.bias.copy_(bias)
            else:
                norm.weight.fill_(1)
                norm.running_mean.zero_()
                norm.running_var.fill_(1 - norm.eps)
                norm.bias.copy_(bias)
        _spread(eye, followed, batches)
    return eye


def _convolutions(eye: Eye, planes: Tensor) -> list[nn.Conv2d]:
    order: list[nn.Conv2d] = []
    hooks = [
        one.register_forward_hook(lambda module, *_: order.append(module))
        for one in eye.modules()
        if isinstance(one, nn.Conv2d)
    ]
    with torch.no_grad():
        eye(planes)
    for hook in hooks:
        hook.remove()
    return order


def _followed(eye: Eye) -> dict[nn.Module, Any]:
    """The normalisation behind each convolution that has one: they stand side by side."""
    return {
        first: second
        for parent in eye.modules()
        if isinstance(parent, nn.Sequential)
        for first, second in zip(list(parent), list(parent)[1:], strict=False)
        if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d)
    }


def _spread(eye: Eye, followed: dict[nn.Module, Any], batches: list[Tensor]) -> None:
    sums: dict[nn.Module, list[Any]] = {one: [0, 0, 0] for one in followed}

    def note(module: nn.Module, _given: Any, out: Tensor) -> None:
        held = sums[module]
        held[0] = held[0] + out.sum((0, 2, 3), dtype=torch.float64)
        held[1] = held[1] + out.double().square().sum((0, 2, 3))
        held[2] = held[2] + out.numel() / out.shape[1]

    hooks = [one.register_forward_hook(note) for one in followed]
    for planes in batches:
        eye(planes)
    for hook in hooks:
        hook.remove()
    for convolution, norm in followed.items():
        total, squares, count = sums[convolution]
        mean = total / count
        spread = (squares / count - mean.square()).clamp(min=1e-6)
        bias = norm.bias.double()
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(spread)
        norm.weight.copy_((spread + norm.eps).sqrt())
        norm.bias.copy_(bias + mean)
