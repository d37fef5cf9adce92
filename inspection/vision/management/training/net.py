"""The eye: one small net with three answers, so that a scan is looked at once.

Backbone in five steps of two, a pyramid down to a stride of 8. There it says for every point how
much it is the middle of each kind of contraband and how far the edges of its box are; at a stride
of 32 it says what the cell holds. Anchor-free and fully convolutional: any size that 32 divides.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.simulator.scenes import CONTENTS, OTHER, UNTOLD

WIDTHS = (16, 32, 64, 128, 192)
PYRAMID = 64
TAUGHT = 2  # of CONTENTS: from here on kinds of goods; before them nothing and belongings
UNSURE = 0.5  # weight of being sure of a stranger against being wrong about a kind


class Step(nn.Sequential):
    def __init__(self, taken: int, given: int, *, size: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(taken, given, size, stride, size // 2, bias=False),
            nn.BatchNorm2d(given),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = Step(width, width)
        self.second = nn.Sequential(
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        )

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(self.first(x)))


class Eye(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.to4 = nn.Sequential(Step(3, a, stride=2), Step(a, b, stride=2), Residual(b))
        self.to8 = nn.Sequential(Step(b, c, stride=2), Residual(c), Residual(c))
        self.to16 = nn.Sequential(Step(c, d, stride=2), Residual(d), Residual(d))
        self.to32 = nn.Sequential(Step(d, e, stride=2), Residual(e), Residual(e))
        self.side8, self.side16, self.side32 = (nn.Conv2d(one, PYRAMID, 1) for one in (c, d, e))
        self.mixed = Step(PYRAMID, PYRAMID)
        self.heat = nn.Sequential(Step(PYRAMID, PYRAMID), nn.Conv2d(PYRAMID, len(CLASSES), 1))
        self.edges = nn.Sequential(Step(PYRAMID, PYRAMID), nn.Conv2d(PYRAMID, 4, 1))
        self.holds = nn.Sequential(Step(e, e, size=1), nn.Conv2d(e, len(CONTENTS), 1))
        nn.init.constant_(self.heat[1].bias, -4.0)
        nn.init.constant_(self.edges[1].bias, 1.4)

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        at8 = self.to8(self.to4((planes - 0.3) / 0.3))
        at16 = self.to16(at8)
        at32 = self.to32(at16)
        down = self.side16(at16) + functional.interpolate(self.side32(at32), scale_factor=2.0)
        mixed = self.mixed(self.side8(at8) + functional.interpolate(down, scale_factor=2.0))
        return self.heat(mixed), self.edges(mixed).clamp(-3, 4).exp(), self.holds(at32)


class Served(nn.Module):
    """What is exported: chances instead of logits."""

    def __init__(self, eye: Eye) -> None:
        super().__init__()
        self.eye = eye

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        heat, edges, holds = self.eye(planes)
        return heat.sigmoid(), edges, holds.softmax(1)


def loss_of(
    answer: tuple[Tensor, Tensor, Tensor],
    heat: Tensor,
    edges: Tensor,
    inside: Tensor,
    holds: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Focal loss towards the hill itself, generalised overlap of boxes, entropy of contents.

    The hill is the target, not only its top: a dozen points speak for each thing instead of one,
    and the net learns in a fraction of the steps.
    """
    p = answer[0].sigmoid().clamp(1e-4, 1 - 1e-4)
    entropy = -(heat * torch.log(p) + (1 - heat) * torch.log(1 - p))
    weight = heat[heat > 0.3].sum().clamp(min=len(heat) / 2)
    seen = 3 * (entropy * (heat - p).abs() ** 2).sum() / weight
    chosen = inside > 0
    ours, true = answer[1].permute(0, 2, 3, 1)[chosen], edges.permute(0, 2, 3, 1)[chosen]
    boxes = _overlap_loss(ours, true.clamp(min=0.01)) if len(ours) else seen * 0
    return seen, boxes, _named_loss(answer[2], holds)


def _named_loss(answer: Tensor, holds: Tensor) -> Tensor:
    """Entropy of the kind; where a stranger lies, all kinds of goods are as likely."""
    strange = holds == OTHER
    named = functional.cross_entropy(
        answer, holds.masked_fill(strange, UNTOLD), ignore_index=UNTOLD
    )
    if not strange.any():
        return named
    cells = answer.permute(0, 2, 3, 1)[strange]
    even = -functional.log_softmax(cells, 1)[:, TAUGHT:].mean()
    share = strange.sum() / ((holds != UNTOLD).sum())
    return named + UNSURE * share * (even - math.log(answer.shape[1] - TAUGHT))


def _overlap_loss(ours: Tensor, true: Tensor) -> Tensor:
    def area(ltrb: Tensor) -> Tensor:
        return (ltrb[:, 0] + ltrb[:, 2]) * (ltrb[:, 1] + ltrb[:, 3])

    both, hull = area(torch.minimum(ours, true)), area(torch.maximum(ours, true))
    union = area(ours) + area(true) - both
    return (1 - both / union + (hull - union) / hull).mean()
