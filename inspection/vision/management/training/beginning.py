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


def weights_of(onnx: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """Weight and bias of every convolution, by its place in the net ("to4.2.first.0").

    Raises ImportError without the package onnx (it stands in the training requirements).
    """
    import onnx as reader
    from onnx import numpy_helper

    graph = reader.load(str(onnx)).graph
    kept = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    kept |= _unfolded(graph, kept)
    found = {}
    for node in graph.node:
        if node.op_type == "Conv":
            weight, bias = (torch.from_numpy(np.array(kept[name])) for name in node.input[1:3])
            found[_place(node.name)] = (weight, bias)
    return found


def _place(name: str) -> str:
    """``/eye/to4/to4.2/first/first.0/Conv`` names the module ``to4.2.first.0``."""
    steps = name.strip("/").split("/")[1:-1]
    return ".".join(step.rsplit(".", 1)[-1] for step in steps)


def _unfolded(graph: Any, kept: dict[str, Any]) -> dict[str, Any]:
    """Weights that an 8-bit export keeps as whole numbers and a scale for each channel."""
    found = {}
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in kept:
            numbers, scale, zero = (kept[name].astype(np.float32) for name in node.input[:3])
            shape = (-1,) + (1,) * (numbers.ndim - 1)
            found[node.output[0]] = (numbers - zero.reshape(shape)) * scale.reshape(shape)
    return found


def begin_from(onnx: Path, batches: list[Tensor]) -> Eye:
    """An eye that answers as the exported one does, ready to learn on.

    ``batches``: planes (count, 3, height, width) as training shows them.
    Raises ValueError when the exported net has another shape.
    """
    eye = Eye().eval()
    exported = weights_of(onnx)
    ours = {place: module for place, module in eye.named_modules() if isinstance(module, nn.Conv2d)}
    if {place: one.weight.shape for place, one in ours.items()} != {
        place: weight.shape for place, (weight, _) in exported.items()
    }:
        raise ValueError(f"{onnx.name} is another net than the one described in net.py.")
    followed = _followed(eye)
    with torch.no_grad():
        for place, convolution in ours.items():
            weight, bias = exported[place]
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
