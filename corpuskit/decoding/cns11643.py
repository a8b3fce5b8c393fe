"""CNS 11643, the character set of Taiwan: planes of 94 rows of 94 cells."""

from __future__ import annotations

import zlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROWS = CELLS = 94
#: The planes that have characters in Unicode.
PLANES = (1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15)
#: One more than the highest plane that EUC-TW can name.
PLANE_LIMIT = 17
#: The code points above this one are in no plane.
LAST_CODE_POINT = 0x3FFFF
FILE = "cns11643.zlib"


@cache
def code_points() -> NDArray[np.uint32]:
    """Give the code point of each cell. Shape (PLANE_LIMIT * ROWS * CELLS,), 0 where there is no character."""
    import numpy as np

    raw = zlib.decompress(resources.files(f"{__package__}.tables").joinpath(FILE).read_bytes())
    low, middle, high = np.frombuffer(raw, np.uint8).reshape(3, len(PLANES), ROWS * CELLS).astype(np.uint32)
    table = np.zeros((PLANE_LIMIT, ROWS * CELLS), np.uint32)
    table[list(PLANES)] = low | middle << 8 | high << 16
    return table.reshape(-1)


@cache
def characters() -> str:
    """Give the character of each cell, in the order of `code_points`, NUL where there is none."""
    return code_points().astype("<u4").tobytes().decode("utf-32-le")


@cache
def cells() -> NDArray[np.int32]:
    """Give the cell of each code point, an index into `code_points`. Shape (LAST_CODE_POINT + 1,), -1 where there is none."""
    import numpy as np

    points = code_points()
    taken = np.flatnonzero(points)[::-1]  # of two cells with the same character the first counts
    table = np.full(LAST_CODE_POINT + 1, -1, np.int32)
    table[points[taken]] = taken
    return table


def cell_of(character: str) -> tuple[int, int, int]:
    """Give the plane, the row and the cell of a character, rows and cells counted from 0; plane -1 if it is in none."""
    point = ord(character)
    index = int(cells()[point]) if point <= LAST_CODE_POINT else -1
    plane, within = divmod(index, ROWS * CELLS)
    return plane, *divmod(within, CELLS)
