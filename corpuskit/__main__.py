"""`python -m corpuskit`: the command line, where the console script is not on the path."""

from corpuskit.cli import main

if __name__ == "__main__":
    main()
