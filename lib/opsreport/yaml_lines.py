"""YAML read as it is spelled, with the line of every key."""

import re
from pathlib import Path

import yaml

from opsreport.errors import BAD_CONFIGURATION, Mistake

WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")  # nothing that YAML would read otherwise than it is spelled: no 0123, 1_000, 0x10


def read_yaml(path: Path) -> tuple[dict, dict[tuple, int]]:
    """(data, {key: line}) of a YAML file whose top is a mapping; a key is a tuple of names and list positions.

    Only null and plain whole numbers are read as such: everything else stays the text that stands there, for the declared type to read.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise _wrong(path, 1, f"not UTF-8 at byte {error.start}", "Save the file as UTF-8.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _wrong(path, mark.line + 1 if mark else 1, f"not YAML: {getattr(error, 'problem', None) or error}", "Correct the line.") from None
    if not isinstance(node, yaml.MappingNode):
        raise _wrong(path, 1, "not a parameter file: `key: value` lines are expected", "Start from the example, params/report.yml.")
    lines: dict[tuple, int] = {}
    return _data(node, path, lines, ()), lines


def _data(node, path: Path, lines: dict, key: tuple):
    lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, key)
    if isinstance(node, yaml.SequenceNode):
        return [_data(item, path, lines, (*key, i)) for i, item in enumerate(node.value)]
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
        raise _wrong(path, node.start_mark.line + 1, f"the tag {node.tag} is not allowed", "Write plain values.")
    if node.style is None and node.value in ("", "~", "null"):
        return None
    return int(node.value) if node.style is None and WHOLE.fullmatch(node.value) else node.value


def _mapping(node, path: Path, lines: dict, key: tuple) -> dict:
    data = {}
    for name, value in node.value:
        line = name.start_mark.line + 1
        if not isinstance(name, yaml.ScalarNode):
            raise _wrong(path, line, "a key must be a plain text", "Quote it.")
        if name.value in data:
            raise _wrong(path, line, f'the key "{name.value}" stands twice, first in line {lines[(*key, name.value)]}', "Keep one of them.")
        lines[(*key, name.value)] = line
        data[name.value] = _data(value, path, lines, (*key, name.value))
    return data


def _wrong(path: Path, line: int, what: str, mend: str) -> Mistake:
    return Mistake(what, mend=mend, code=BAD_CONFIGURATION, where=f"{path} line {line}")
