"""Results as files: `result.json`, checked against `schema.json` when written and when read."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from pydantic import TypeAdapter

from harness.conditions import REPOSITORY
from harness.errors import BenchError
from harness.results.model import VERSION, Result

RESULTS = (Path.cwd() if REPOSITORY.is_relative_to("/nix/store") else REPOSITORY) / "results"
"""In the checkout; what runs from Nix's store, which takes nothing, keeps them where it is run."""

SCHEMA = Path(__file__).with_name("schema.json")
NAME = "result.json"
_ADAPTER = TypeAdapter(Result)


class ResultError(BenchError):
    """A file that is no result, or of another version; says which."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a result, as the classes of `harness.results.model` say."""
    made = _ADAPTER.json_schema(mode="serialization")
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["properties"]["version"] = {"const": VERSION}
    return made


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))


def _validate(document: Any, path: Path) -> None:
    error = jsonschema.exceptions.best_match(_validator().iter_errors(document))
    if error is not None:
        raise ResultError(f"{path} is no result of version {VERSION}: {error.message}")


def write(result: Result, directory: Path) -> Path:
    """Write `result` into `directory`, whole or not at all, and return the file's path."""
    document = _ADAPTER.dump_python(result, mode="json")
    path = directory / NAME
    _validate(document, path)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(document, indent=1) + "\n")
    draft.replace(path)
    return path


def read(path: Path) -> Result:
    """Return the result in `path`: a file, or a directory that holds one.

    Raises ResultError where there is none.
    """
    file = path / NAME if path.is_dir() else path
    try:
        document = json.loads(file.read_text())
    except FileNotFoundError:
        raise ResultError(f"{path} holds no {NAME}: `./bench run` makes one") from None
    except json.JSONDecodeError as error:
        raise ResultError(f"{file} is not JSON: {error}") from None
    _validate(document, file)
    return _ADAPTER.validate_python(document)


def kept(results: Path = RESULTS) -> dict[Path, Result]:
    """Return the results below `results` by their directories, the newest last.

    What cannot be read, as a result of an older version, is left out.
    """
    found: dict[Path, Result] = {}
    for file in sorted(results.glob(f"*/{NAME}")):
        with suppress(ResultError):
            found[file.parent] = read(file)
    return found
