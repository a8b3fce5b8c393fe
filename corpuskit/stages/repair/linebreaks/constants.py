"""Numbers that arrays are computed with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def constant(value: int | NDArray[np.int64]) -> NDArray[np.int64]:
    """Give a number as an array of no dimension: with one of these NumPy computes twice as fast as with a number of Python.

    >>> np.arange(3) + constant(5)
    array([5, 6, 7])
    """
    array = np.array(value, np.int64)
    array.flags.writeable = False
    return array


ZERO, ONE, TWO = constant(0), constant(1), constant(2)
