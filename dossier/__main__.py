"""`python -m dossier`: the command line where no program of that name is on the path."""

from __future__ import annotations

from dossier.cli import main

if __name__ == "__main__":
    main()
