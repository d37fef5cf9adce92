"""The trees as ONNX, and the session that serves them.

Features and leaves are whole numbers below 2**24, which a 32-bit float holds exactly: the sum
that ONNX forms is the integer score, digit for digit.
"""

from typing import Any

import numpy as np

from risk.models.columns import Integers, Rows
from risk.models.reading import ModelFault
from risk.models.trees import LEAF, Forest

EXACT = 2**24


def onnx_of(forest: Forest, *, features: int) -> bytes:
    """A TreeEnsembleRegressor with one input row of ``features`` and one summed score."""
    from onnx import TensorProto, helper

    _check_exact(forest)
    sizes = np.diff([*forest.roots.tolist(), len(forest.value)])
    tree = np.repeat(np.arange(len(forest.roots)), sizes)
    node = np.arange(len(forest.value)) - np.repeat(forest.roots, sizes)
    first = np.repeat(forest.roots, sizes)
    leaf = forest.feature == LEAF
    ensemble = helper.make_node(
        "TreeEnsembleRegressor", ["row"], ["score"], domain="ai.onnx.ml",
        n_targets=1, aggregate_function="SUM", post_transform="NONE",
        nodes_treeids=tree.tolist(), nodes_nodeids=node.tolist(),
        nodes_featureids=np.maximum(forest.feature, 0).tolist(),
        nodes_values=forest.threshold.astype(float).tolist(),
        nodes_modes=np.where(leaf, "LEAF", "BRANCH_LEQ").tolist(),
        nodes_truenodeids=np.where(leaf, 0, forest.left - first).tolist(),
        nodes_falsenodeids=np.where(leaf, 0, forest.right - first).tolist(),
        nodes_missing_value_tracks_true=[0] * len(tree),
        nodes_hitrates=[1.0] * len(tree),
        target_treeids=tree[leaf].tolist(), target_nodeids=node[leaf].tolist(),
        target_ids=[0] * int(leaf.sum()),
        target_weights=forest.value[leaf].astype(float).tolist(),
    )  # fmt: skip
    graph = helper.make_graph(
        [ensemble], "risk",
        [helper.make_tensor_value_info("row", TensorProto.FLOAT, ["n", features])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["n", 1])],
    )  # fmt: skip
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()


def _check_exact(forest: Forest) -> None:
    ends = np.maximum.reduceat(np.abs(forest.value), forest.roots)
    if int(ends.sum()) >= EXACT or int(np.abs(forest.threshold).max(initial=0)) >= EXACT:
        raise ModelFault("the scores are too great to be exact in ONNX")


class Served:
    """An onnxruntime session over those bytes. Raises ``ModelFault`` when they are not whole."""

    def __init__(self, model: bytes, *, threads: int = 2) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 4
        try:
            self.session: Any = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime has no error of its own to name
            raise ModelFault(f"the ONNX file cannot be loaded: {error}") from error

    def scores(self, rows: Rows) -> Integers:
        (found,) = self.session.run(None, {"row": rows.astype(np.float32)})
        return found[:, 0].astype(np.int64)
