"""Models of two layers with random weights, made in a second: real formats, no knowledge, no network."""

import json
from pathlib import Path

_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå0123456789"


def make_cross_encoder(folder: Path, labels: int = 1, seed: int = 1) -> Path:
    """A directory that `CrossEncoder` loads: BERT with a head of `labels` scores."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(seed)
    model = BertForSequenceClassification(_configuration(num_labels=labels))
    torch.nn.init.normal_(model.classifier.weight, std=3)  # so that scores differ by more than rounding
    model.save_pretrained(folder)
    _write_tokenizer(folder)
    return folder


def make_sentence_transformer(folder: Path, seed: int = 1) -> Path:
    """A directory that `SentenceTransformer` loads: BERT and mean pooling, 32 dimensions."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    encoder = make_encoder(folder.with_name(f"{folder.name}-encoder"), seed)
    with torch.device("cpu"):
        module = Transformer(str(encoder))
        pooling = Pooling(module.get_embedding_dimension(), pooling_mode="mean")
        SentenceTransformer(modules=[module, pooling]).save(str(folder))
    return folder


def make_encoder(folder: Path, seed: int = 1) -> Path:
    """A plain BERT encoder, without a head."""
    import torch
    from transformers import BertModel

    torch.manual_seed(seed)
    BertModel(_configuration()).save_pretrained(folder)
    _write_tokenizer(folder)
    return folder


def _configuration(**more: int) -> object:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
        initializer_range=0.5,
        **more,
    )


def _vocabulary() -> list[str]:
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_LETTERS, *(f"##{letter}" for letter in _LETTERS), *".,?§-"]


def _write_tokenizer(folder: Path) -> None:
    from transformers import BertTokenizerFast

    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(_vocabulary()) + "\n", encoding="utf-8")
    BertTokenizerFast(vocab=str(vocabulary), strip_accents=False, model_max_length=128).save_pretrained(folder)
    assert json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["type"] == "WordPiece"
