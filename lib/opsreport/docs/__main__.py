"""`python -m opsreport.docs [--check]`."""

import sys

from opsreport.docs.parts import current, files


def main(words: list[str]) -> int:
    """Write the generated parts, or with `--check` name the files in which they are not current; the exit code."""
    stale = [path for path in files() if path.read_text("utf-8") != current(path)]
    if "--check" in words:
        for path in stale:
            print(f"{path.name}: its generated parts are not current; run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(current(path), "utf-8")
        print(f"{path.name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
