"""Results as files: `result.json`, and `details.tar.xz` with what it leaves out of each round."""

import json
import lzma
import os
import shutil
import tarfile
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from harness.conditions import REPOSITORY
from harness.errors import BenchError
from harness.results.model import VERSION, Result

_ROOT = Path.cwd() if REPOSITORY.is_relative_to("/nix/store") else REPOSITORY
RESULTS = Path(os.environ.get("DJANGO_BENCH_RESULTS", _ROOT / "results"))
"""In the checkout; what runs from Nix's read-only store keeps them where it is run."""

PUBLISHED = _ROOT / "results/published"
NAME = "result.json"
DETAILS = "details"
ARCHIVE = "details.tar.xz"
PRESET = 9 | lzma.PRESET_EXTREME  # 4 % less than the default in a factorial's, for 0.4 s
_LISTS = "`./bench results` lists the results there are"
DIGITS = ".5g"  # significant ones of a detail: more are noise, and a third of the archive


class ResultError(BenchError):
    """A file that is no result, or one of another version."""


def save(result: Result, directory: Path) -> Path:
    """Write `result` into `directory`, whole or not at all, and return the file's path."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / NAME
    draft = path.with_suffix(".draft")
    document = result.model_dump(mode="json", exclude_defaults=True) | {"version": VERSION}
    draft.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
    draft.replace(path)
    return path


def read(path: Path) -> Result:
    """Return the result in `path`, a file or its directory. Raises ResultError."""
    file = path / NAME if path.is_dir() else path
    try:
        return Result.model_validate_json(file.read_text())
    except FileNotFoundError:
        raise ResultError(f"{path} holds no {NAME}: {_LISTS}") from None
    except OSError as error:
        raise ResultError(f"{file} cannot be read: {error.strerror}") from None
    except (ValidationError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[-2].strip() if "\n" in str(error) else str(error)
        raise ResultError(f"{file} is not a result of version {VERSION}: {reason}") from None


def kept(results: Path | None = None) -> dict[Path, Result]:
    """Return the results of this VERSION below `results` by their directories, the newest last."""
    found: dict[Path, Result] = {}
    for file in (results or RESULTS).glob(f"*/{NAME}"):
        with suppress(ResultError):
            found[file.parent] = read(file)
    return dict(sorted(found.items(), key=lambda item: item[1].started))


def everything() -> dict[Path, Result]:
    """Return all results, the published ones first."""
    return {**kept(PUBLISHED), **kept()}


def published(name: str) -> Result | None:
    """Return the published result of an experiment, or in that directory, if there is one."""
    with suppress(ResultError):
        return read(PUBLISHED / name)
    return None


def destination(result: Result) -> Path:
    """Return where to publish: NAME, or NAME-2 and so on beside those of other machines."""
    name = result.experiment.name
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    free = (each for each in names if not (on := published(each)) or on.machine == result.machine)
    return PUBLISHED / next(free)


def find(name: str | None) -> Path:
    """Return a result's directory by path, as listed, by experiment, or None for the newest.

    Raises ResultError.
    """
    for path in (Path(name), RESULTS / name) if name else ():
        if (path / NAME).exists():
            return path
    own = [path for path, result in kept().items() if name in (None, result.experiment.name)]
    if own:
        return own[-1]
    if name and (PUBLISHED / name / NAME).exists():
        return PUBLISHED / name
    what = f"no result of {name}" if name else "no result"
    raise ResultError(f"there is {what}: {_LISTS}, `./bench run` makes one")


def add_details(directory: Path, name: str, details: Any) -> None:
    """Keep the details of a round, with DIGITS; `name` is that of the file."""
    folder = directory / DETAILS
    folder.mkdir(parents=True, exist_ok=True)
    rounded = json.loads(
        json.dumps(details), parse_float=lambda text: float(f"{float(text):{DIGITS}}")
    )
    (folder / f"{name}.json").write_text(json.dumps(rounded, separators=(",", ":")))


def pack(directory: Path) -> None:
    """Move what is in `details/` to the archive, beside what that holds."""
    folder, archive = directory / DETAILS, directory / ARCHIVE
    if not folder.is_dir():
        return
    if archive.exists():
        with tarfile.open(archive) as before:
            others = [each for each in before if not (directory / each.name).exists()]
            before.extractall(directory, others, filter="data")
    draft = archive.with_suffix(".draft")
    with lzma.open(draft, "w", preset=PRESET) as xz, tarfile.open(fileobj=xz, mode="w") as packed:
        packed.add(folder, arcname=DETAILS)
    draft.replace(archive)
    shutil.rmtree(folder)
