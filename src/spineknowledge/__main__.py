"""``python -m spineknowledge`` is the command line."""

from spineknowledge.cli import main

main()
