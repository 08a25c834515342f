"""One question in a new process: `assistant ask` against a plain script on the same reports, with the same model.

Usage: python bench/cold_ask.py [--reports FOLDER] [--kept FOLDER] [--runs N] [--question TEXT]

Both indexes are made first and kept in `--kept` (.home-bench), which takes minutes the first time. Then the two answer
in turn, so that what else the machine does falls on both.
"""

import argparse
import re
import statistics
import sys
from operator import attrgetter
from pathlib import Path

from measure import ASSISTANT, KEPT, ROOT, Run, print_table, run, spread

NAIVE = str(ROOT / "bench" / "naive.py")
QUESTION = "Hvor mange prosent av EUs forbruk skal utvinnes i EU innen 2030?"


def prepare(reports: Path, kept: Path) -> tuple[dict[str, str], Path]:
    """Both indexes, made where they are missing: (environment of ours, folder of the plain script's)."""
    home, plain = kept / "ours", kept / "plain"
    environment = {"ASSISTANT_HOME": str(home)}
    checked(run([ASSISTANT, "rebuild", "--reports", str(reports)], environment))
    if not (plain / "windows.pickle").exists():
        save_model(plain / "model")
        write_texts(home, plain / "texts")
        checked(run([sys.executable, NAIVE, "build", str(plain), str(plain / "texts")]))
    return environment, plain


def write_texts(home: Path, folder: Path) -> None:
    """The text of every report in a home, so that both index the same words."""
    from index.generation import open_current

    folder.mkdir(parents=True, exist_ok=True)
    store = open_current(home).store
    for document in store.documents():
        (folder / f"{document.id}.txt").write_text(store.document(document.id).text, encoding="utf-8")


def save_model(folder: Path) -> None:
    """The default model as a directory that `SentenceTransformer(directory)` loads from disk."""
    import numpy as np
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    from index.embedders.bulk import sentence_transformer
    from index.embedders.weights import PackedModel, packaged_model

    ours = sentence_transformer(PackedModel(packaged_model()))
    encoder, hub = ours[0], folder.with_name("hub-files")
    encoder.bert.save_pretrained(hub)
    special = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(
        tokenizer_object=encoder.tokenizer, model_input_names=["input_ids", "attention_mask"], **special
    ).save_pretrained(hub)
    plain = Transformer(str(hub), max_seq_length=512)
    pooling = Pooling(ours.get_embedding_dimension(), pooling_mode="mean")
    SentenceTransformer(modules=[plain, pooling], device="cpu").save(str(folder))
    probe = "Jordarter og platinametaller."
    again = SentenceTransformer(str(folder), device="cpu").encode([probe], normalize_embeddings=True)
    assert float(np.sum(again * ours.encode([probe]))) > 0.9999, "the saved model is not the same model"


def checked(made: Run) -> Run:
    if made.code not in (0, 1):
        sys.exit(made.err)
    return made


def imports_torch(command: list[str], environment: dict[str, str]) -> bool:
    """Whether a process that runs `command` imports torch."""
    traced = checked(run([sys.executable, "-X", "importtime", *command], environment))
    return bool(re.search(r"\|\s+torch$", traced.err, re.MULTILINE))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--reports", type=Path, default=ROOT.parent / "shared" / "reports")
    parser.add_argument("--kept", type=Path, default=KEPT)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--question", default=QUESTION)
    choice = parser.parse_args()
    environment, plain = prepare(choice.reports, choice.kept.absolute())
    ours_command, plain_command = [ASSISTANT, "ask", choice.question], [NAIVE, "ask", str(plain), choice.question]
    ours, theirs = list[Run](), list[Run]()
    for _ in range(choice.runs):
        ours.append(checked(run(ours_command, environment)))
        theirs.append(checked(run([sys.executable, *plain_command])))
    ratio = [
        statistics.median(of(made) for made in theirs) / statistics.median(of(made) for made in ours)
        for of in (attrgetter("wall"), attrgetter("cpu"))
    ]
    rows = [
        (name, spread([made.wall for made in runs]), spread([made.cpu for made in runs]), "yes" if torch else "no")
        for name, runs, torch in (
            ("assistant ask", ours, imports_torch(ours_command, environment)),
            ("bench/naive.py", theirs, imports_torch(plain_command, {})),
        )
    ]
    rows.append((f"times faster, medians of {choice.runs}", f"{ratio[0]:.1f}", f"{ratio[1]:.1f}", ""))
    print_table(("one question, new process", "wall, s", "CPU, s", "imports torch"), rows)


if __name__ == "__main__":
    main()
