"""The default model: unit vectors, one space for both of its engines, and no surprise from odd texts."""

import numpy as np
import pytest

from index.embedders import PACKAGED, open_embedder
from index.embedders.packaged import LONGEST, PackagedE5
from index.embedders.transformer import TransformerEmbedder
from index.errors import ModelMissing

TEXTS = [
    "Raffineriet i Kristiansand lager nikkel av svært høy renhet.",
    "Kva kobolt er, og kvar ein finn det",
    "Hydrometallurgical plants recover more than 80 per cent of the lithium.",
    "§ 4-6. CO₂-kompensasjon – «grønn» omstilling, jf. art. 5(1)(a)",
    "Metall: Nikkel; Mengde i tonn: 90 000; Bruk: batterier",
    "a",
]


@pytest.fixture(scope="module")
def packaged() -> PackagedE5:
    return PackagedE5()


def test_vectors_are_of_unit_length(packaged: PackagedE5) -> None:
    for vectors in (packaged.questions(TEXTS), packaged.passages(TEXTS)):
        assert vectors.shape == (len(TEXTS), packaged.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_a_text_has_the_same_vector_alone_and_in_company(packaged: PackagedE5) -> None:
    together = packaged.passages(TEXTS)
    alone = np.concatenate([packaged.passages([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-5)


def test_a_question_is_nearer_to_its_answer_than_to_anything_else(packaged: PackagedE5) -> None:
    cosines = packaged.questions(["How much lithium is recovered?"]) @ packaged.passages(TEXTS).T
    assert int(np.argmax(cosines)) == 2


@pytest.mark.parametrize("text", ["", " ", "\0", "a\0b", "\ud83e", "🪨" * 50, "x" * (LONGEST + 500)])
def test_odd_texts_have_vectors_too(packaged: PackagedE5, text: str) -> None:
    for vectors in (packaged.questions([text]), packaged.passages([text])):
        assert np.isfinite(vectors).all()
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_no_texts_give_no_vectors(packaged: PackagedE5) -> None:
    assert packaged.passages([]).shape == (0, packaged.dimension)


def test_the_default_model_is_the_packaged_one() -> None:
    embedder = open_embedder(PACKAGED)
    assert isinstance(embedder, PackagedE5)
    assert embedder.fingerprint.startswith("e5-small/")


def test_another_model_without_sentence_transformers_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    with pytest.raises(ModelMissing) as missing:
        TransformerEmbedder("some-model")
    assert (missing.value.model, missing.value.needs) == ("some-model", "torch")


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # torch and transformers have their own
def test_both_engines_of_the_default_model_give_one_space(packaged: PackagedE5) -> None:
    pytest.importorskip("sentence_transformers")
    from index.embedders.bulk import BulkE5

    texts = [text for text in TEXTS if len(text) > 1]
    cosines = (BulkE5().encode(texts) * packaged.passages(texts)).sum(axis=1)
    assert cosines.min() >= 0.999
