"""Where the scratch files of a run lie."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from corpuskit.engine import output
from corpuskit.engine.output import OutputFolder
from corpuskit.errors import EnvironmentFailure


def make_scratch(folder: OutputFolder, same: str, shard_bytes: int) -> Path:
    """Make the folder for the scratch files of a new run, and write down in OUT where it is.

    Args:
        folder: OUT.
        same: what makes two runs the same.
        shard_bytes: how large shards are.

    Raises:
        EnvironmentFailure: the place that the user names for temporary files is none.
    """
    # On the disk of the output, which has to hold as much anyway, unless the user names a place for temporary files.
    wanted = os.environ.get("TMPDIR")
    if wanted and not os.path.isdir(wanted):
        raise EnvironmentFailure(f"TMPDIR names {wanted}, which is not a folder: make it, or unset TMPDIR")
    parent = Path(wanted) if wanted else folder.own_scratch()
    folder.begin(same, parent)
    parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=output.SCRATCH_PREFIX, dir=parent))
    folder.begin(same, scratch, shard_bytes)
    return scratch
