"""Commands about the model that may raise a level: train it, measure it on what it has not seen."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from backend import triage
from backend.clock import SystemClock
from backend.errors import NuanxinError
from backend.protocol.load import load_pack
from backend.settings import load_settings
from backend.triage.experience import Remembered, examples, labelled_rows, unseen
from backend.triage.features import embedder
from backend.triage.labelled import Asked, read_asked
from backend.triage.model import WEIGHTS, Model, shipped
from backend.triage.reconsider import reconsider
from backend.triage.rulebook import compile_rules
from backend.triage.scorecard import alarm_targets, comparison, target_line
from backend.triage.train import train
from backend.triage.understand import Context, understand
from backend.triage.understanding import Understanding

app = typer.Typer(help="The model that may raise a message's level.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Option("--pack", help="The pack's folder; the configured one if left out.")]
Memory = Annotated[Path, typer.Option("--memory", help="Where embeddings are kept between runs.")]
MEMORY = Path("var/embeddings.npz")


class NoEmbeddingsError(NuanxinError):
    """The weights would be worse than those that ship."""

    type = "no-embeddings"


@app.command("train")
def train_command(pack: Folder = None, memory: Memory = MEMORY) -> None:
    """Train the model from the pack's labelled messages, into the package; the same rows give the same bytes."""
    remembered = opened(memory)
    rows = [row for each in labelled_rows(_labelled(pack)).values() for row in each]
    model = train(examples(rows, remembered))
    remembered.keep()
    file = Path(triage.__file__).parent / WEIGHTS
    file.write_bytes(model.as_bytes())
    print(f"Model {model.version} of {len(rows)} messages: {file}, {file.stat().st_size:,} bytes.")


@app.command("evaluate")
def evaluate_command(
    ordinary: Annotated[Path | None, typer.Option("--ordinary", help="Ordinary texts, unlabelled.")] = None,
    pack: Folder = None,
    memory: Memory = MEMORY,
) -> None:
    """Rules and model on labelled messages the model has not seen, by fifths and by authors, beside the targets."""
    remembered = opened(memory)
    context = Context(compile_rules(load_pack(pack or load_settings().pack).listening))
    now = SystemClock().now()

    def read(text: str, model: Model | None) -> Understanding:
        return reconsider(text, understand(text, now, context), context, model, embed=remembered)

    by_file = {name: examples(rows, remembered) for name, rows in labelled_rows(_labelled(pack)).items()}
    remembered.keep()
    columns = {}
    for name, figures in unseen(by_file, read):
        columns[name] = figures
        print(f"{name}: {len(figures.reads)} messages read", file=sys.stderr)
        remembered.keep()
    print("\n".join(comparison(columns)))
    if ordinary is None or not ordinary.is_file():
        print(f"\nOrdinary texts are not measured: {ordinary or 'no file'} is not here.")
        return
    with ordinary.open("rb") as lines:
        texts = [asked.text for asked in read_asked(lines) if isinstance(asked, Asked)]
    print(f"\n{len(texts)} ordinary texts, the model that ships")
    print("\n".join(map(target_line, alarm_targets([(text, read(text, shipped())) for text in texts]))))


def _labelled(pack: Path | None) -> Path:
    return (pack or load_settings().pack) / "triage" / "labelled"


def opened(memory: Path) -> Remembered:
    """Embeddings, with those that were kept. Raises NoEmbeddingsError."""
    embed = embedder()
    if embed is None:
        raise NoEmbeddingsError("The model is trained and measured with embeddings, and they do not run here.")
    return Remembered(embed, memory)
