"""What a process of the command line asks of Python and of packages that it will load. A library leaves that to its callers."""

from __future__ import annotations

import gc
import os

_OBJECTS_BETWEEN_COLLECTIONS = 200_000
_PROCESSORS = "/proc/cpuinfo"
#: What NumPy calls these instructions, up to 2.3 and from 2.4 on; it passes over a name that it does not know.
_AVX512 = "AVX512_SKX X86_V4"


def settle() -> None:
    """Have this process and its workers start quickly and sort quickly; what the environment says already stays."""
    # Importing makes many objects that stay: the collector would walk over them again and again.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    # NumPy's linear algebra, hardly used here, would start a thread for each processor, in each worker.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Looking for plug-ins, pydantic reads the metadata of all packages that there are.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if sorts_badly_with_avx512(_first_processor()):
        os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", _AVX512)


def sorts_badly_with_avx512(processor: str) -> bool:
    """Say whether a processor is AMD's Zen 4, on which NumPy sorts four times faster without AVX-512.

    It has those instructions, but the one that packs chosen numbers into memory takes over a hundred cycles there
    (https://github.com/numpy/x86-simd-sort/issues/6). Zen 3 is of the same family and has none of them; Zen 5 is of the next.

    Args:
        processor: what Linux says of it in `/proc/cpuinfo`.

    >>> sorts_badly_with_avx512("vendor_id\\t: AuthenticAMD\\ncpu family\\t: 25\\nflags\\t\\t: sse2 avx2 avx512f")
    True
    """
    told = {name.strip(): value.split() for name, _, value in (line.partition(":") for line in processor.splitlines())}
    return (
        told.get("vendor_id") == ["AuthenticAMD"]
        and told.get("cpu family") == ["25"]
        and any(flag.startswith("avx512") for flag in told.get("flags", ()))
    )


def _first_processor() -> str:
    try:
        with open(_PROCESSORS, encoding="utf-8", errors="replace") as file:
            return file.read(4096).partition("\n\n")[0]
    except OSError:
        return ""  # not Linux: NumPy chooses
