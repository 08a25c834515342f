"""The packaged weights as a `SentenceTransformer` in memory, for many passages at a time. Imports torch."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules.input_module import InputModule
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from index.embedders import Progress, Vectors
from index.embedders.weights import PackedModel, packaged_model

BATCH = 32
CHUNK = 1_024  # texts sorted by length together; progress and interruption come between chunks


class BulkE5:
    """Passages to unit vectors, in bfloat16 where the processor multiplies it natively."""

    def __init__(self) -> None:
        self.precision = torch.bfloat16 if _has_bfloat16() else torch.float32
        self.model = sentence_transformer(PackedModel(packaged_model())).to(self.precision)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = np.empty((len(texts), 384), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            order = sorted(range(start, min(start + CHUNK, len(texts))), key=lambda i: len(texts[i]))
            for first in range(0, len(order), BATCH):
                rows = order[first : first + BATCH]
                batch = [texts[i] for i in rows]
                encoded = self.model.encode(batch, prompt="passage: ", batch_size=BATCH, convert_to_tensor=True)
                vectors[rows] = torch.nn.functional.normalize(encoded.float(), dim=1).numpy()
                if progress:
                    progress(len(rows))
        return vectors


def sentence_transformer(packed: PackedModel) -> SentenceTransformer:
    """The packed weights as a float32 `SentenceTransformer` on the CPU: encoder, mean pooling, unit length."""
    modules = [_Encoder(packed), Pooling(packed.dimensions.hidden, pooling_mode="mean"), Normalize()]
    return SentenceTransformer(modules=modules, device="cpu")


class _Encoder(InputModule):  # type: ignore[misc]
    """Tokenizer and BERT encoder; the first module of the `SentenceTransformer`."""

    def __init__(self, packed: PackedModel) -> None:
        super().__init__()
        self.tokenizer = _tokenizer(packed)
        self.bert = _bert(packed)

    def preprocess(self, inputs: Sequence[str], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        encoded = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        return {
            "input_ids": torch.tensor([e.ids for e in encoded]),
            "attention_mask": torch.tensor([e.attention_mask for e in encoded]),
        }

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        output = self.bert(input_ids=features["input_ids"], attention_mask=features["attention_mask"])
        return {**features, "token_embeddings": output.last_hidden_state}

    def get_embedding_dimension(self) -> int:
        return int(self.bert.config.hidden_size)

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        self.bert.save_pretrained(output_path)
        self.tokenizer.save(f"{output_path}/tokenizer.json")


def _tokenizer(packed: PackedModel) -> Tokenizer:
    """XLM-R's unigram tokenizer, rebuilt from the packed vocabulary."""
    vocabulary = [(piece, float(score)) for piece, score in zip(packed.pieces, packed.scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    special = [("<s>", packed.pieces.index("<s>")), ("</s>", packed.pieces.index("</s>"))]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=special)
    tokenizer.enable_truncation(packed.dimensions.positions)
    tokenizer.enable_padding(pad_id=packed.pieces.index("<pad>"), pad_token="<pad>")  # noqa: S106
    return tokenizer


def _bert(packed: PackedModel) -> BertModel:
    size = packed.dimensions
    config = BertConfig(
        vocab_size=size.vocabulary,
        hidden_size=size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        intermediate_size=size.feed_forward,
        max_position_embeddings=size.positions,
        type_vocab_size=size.token_types,
        layer_norm_eps=size.epsilon,
    )
    with torch.device("meta"):
        bert = BertModel(config, add_pooling_layer=False)
    weights = {name: torch.from_numpy(array) for name, array in _state(packed).items()}
    weights |= _position_buffers(size.positions)
    bert.load_state_dict({k: v for k, v in weights.items() if k in bert.state_dict()}, assign=True)
    for name, buffer in _position_buffers(size.positions).items():
        module, _, attribute = name.rpartition(".")
        setattr(bert.get_submodule(module), attribute, buffer)
    return bert.eval()


def _position_buffers(positions: int) -> dict[str, torch.Tensor]:
    """BERT's two constant buffers, which a model made on the meta device lacks."""
    row = torch.arange(positions).unsqueeze(0)
    return {"embeddings.position_ids": row, "embeddings.token_type_ids": torch.zeros_like(row)}


_LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _state(packed: PackedModel) -> dict[str, Any]:
    """Weights under the names that `BertModel` gives them."""
    size, tensor = packed.dimensions, packed.tensor
    state = {
        "embeddings.word_embeddings.weight": tensor("emb.word", size.vocabulary, size.hidden),
        "embeddings.position_embeddings.weight": tensor("emb.pos", size.positions, size.hidden),
        "embeddings.token_type_embeddings.weight": tensor("emb.type", size.token_types, size.hidden),
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", size.hidden),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", size.hidden),
    }
    for layer in range(size.layers):
        for short, name in _LAYER_TENSORS.items():
            out, into = _shape(short, size.hidden, size.feed_forward)
            key = f"encoder.layer.{layer}.{name}"
            state[f"{key}.weight"] = tensor(f"l{layer}.{short}.w", *([out, into] if into else [out]))
            state[f"{key}.bias"] = tensor(f"l{layer}.{short}.b", out)
    return state


def _shape(short: str, hidden: int, feed_forward: int) -> tuple[int, int]:
    """(rows, columns) of a layer's tensor; no columns for a LayerNorm."""
    return {"fi": (feed_forward, hidden), "fo": (hidden, feed_forward), "aln": (hidden, 0), "oln": (hidden, 0)}.get(
        short, (hidden, hidden)
    )


def _has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 natively; emulated, it is slower than float32."""
    probe = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return bool(probe and probe())
