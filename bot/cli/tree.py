"""A situation's faults, or its graph as text: `python -m bot.cli.tree FILE`."""

from __future__ import annotations

import sys
from pathlib import Path


def main(path: Path) -> int:
    """Print what the file has."""
    from content.pieces import read_piece
    from content.situation_check import check_situation
    from content.situation_text import graph
    from content.situations import Situation
    from content.yamlfile import read_document

    document, faults = read_document(path, path.name)
    if document is not None:
        piece, found = read_piece(Situation, document, (), document.value)
        faults += [*found, *check_situation(piece)]
        if not faults and isinstance(piece.entry, Situation):
            sys.stdout.write(f"{graph(piece.entry)}\n")
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 2 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
