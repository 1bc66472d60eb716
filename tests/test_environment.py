"""environment.yml, the conda way in, asks for what pyproject.toml asks for, and its specs have a solution among the versions of the lock."""

import asyncio
import json
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from rattler import Channel, MatchSpec, SparseRepoData, solve_with_sparse_repodata

PROJECT = Path(__file__).parent.parent
CONDA_NAMES = {"duckdb": "python-duckdb", "ibis-framework": "ibis-duckdb", "matplotlib": "matplotlib-base", "tzdata": "python-tzdata"}
ONLY_CONDA = {"python", "pip"}


def environment():
    return yaml.safe_load((PROJECT / "environment.yml").read_text())


def specs():
    return [entry for entry in environment()["dependencies"] if isinstance(entry, str)]


def bounds(text):
    return frozenset(filter(None, text.replace(" ", "").split(",")))


def asked_by_pyproject():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    requirements = [Requirement(text) for text in project["dependencies"]]
    asked = {CONDA_NAMES.get(each.name, each.name): bounds(str(each.specifier)) for each in requirements}
    return asked | {"python": bounds(project["requires-python"])}


def locked():
    """{conda name: version} of the lock; of a package locked for several Pythons, the last."""
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", (PROJECT / "requirements.lock").read_text(), re.MULTILINE)
    versions = {CONDA_NAMES.get(name, name): version for name, version in pins}
    return versions | {"ruamel.yaml": versions["ruamel-yaml"], "python": "3.11.9", "pip": "25.0"}


def solved(folder, versions):
    """The names of the environment's specs, solved against a channel that has exactly these versions."""
    same = {"build": "0", "build_number": 0, "depends": [], "subdir": "noarch", "sha256": "0" * 64}
    packages = {f"{name}-{version}-0.conda": {"name": name, "version": version, **same} for name, version in versions.items()}
    repodata = {"info": {"subdir": "noarch"}, "packages": {}, "packages.conda": packages, "repodata_version": 1}
    (folder / "repodata.json").write_text(json.dumps(repodata))
    channel = SparseRepoData(Channel("conda-forge"), "noarch", folder / "repodata.json")
    wanted = [MatchSpec(spec) for spec in specs()]
    with ThreadPoolExecutor(1) as apart:  # a browser that other tests drive may keep this thread's loop
        records = apart.submit(lambda: asyncio.run(solve_with_sparse_repodata(wanted, [channel]))).result()
    return {record.name.normalized for record in records}


def test_packages_and_bounds_are_those_of_pyproject():
    parsed = [MatchSpec(spec) for spec in specs()]
    asked = {spec.name.normalized: bounds(str(spec.version or "")) for spec in parsed}
    assert {name: limits for name, limits in asked.items() if name != "pip"} == asked_by_pyproject()


def test_nothing_stands_twice_and_pip_brings_the_project_alone():
    names = [MatchSpec(spec).name.normalized for spec in specs()]
    assert len(names) == len(set(names))
    assert [entry["pip"] for entry in environment()["dependencies"] if not isinstance(entry, str)] == [["--editable .[forecast,test]"]]
    assert environment()["channels"] == ["conda-forge"]


def test_specs_have_a_solution_among_the_locked_versions(tmp_path):
    assert solved(tmp_path, locked()) == {MatchSpec(spec).name.normalized for spec in specs()}


def test_a_version_outside_the_bounds_has_no_solution(tmp_path):
    with pytest.raises(Exception, match="sqlglot"):
        solved(tmp_path, locked() | {"sqlglot": "30.18.0"})
