"""Compressed streams: what is cut, damaged, followed by something else or far too large is told; the rest is given whole."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sys
import zlib
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.errors import InputError
from corpuskit.io import compression
from corpuskit.io.compression import FLOOR, METHODS, Allowance, CutShort, Damaged, Expanded, TooLarge

TEXT = "清河县图书馆新馆开馆，读者在门口排起长队。馆长说：“藏书增加到四十二万册。”\n".encode() * 40


def zstd(data: bytes, **options: bool) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True, **options).compress(data)


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zstd": zstd,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
each = pytest.mark.parametrize("method", sorted(PACK))


def expand(method: str, data: bytes, most: int = 200, allowance: Allowance | None = None) -> bytes:
    return io.BufferedReader(Expanded(io.BytesIO(data), METHODS[method], most, allowance)).read()


def noise(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


@each
@given(data=st.binary(max_size=500), parts=st.integers(1, 3))
def test_what_was_packed_comes_back(method: str, data: bytes, parts: int) -> None:
    assert expand(method, PACK[method](data) * parts) == data * parts


@each
def test_large_streams_of_many_blocks_come_back(method: str) -> None:
    data = noise(300_000) + bytes(400_000) + TEXT * 100
    assert expand(method, PACK[method](data) + PACK[method](TEXT)) == data + TEXT


@each
def test_a_stream_cut_anywhere_is_told(method: str) -> None:
    packed = PACK[method](TEXT)
    for end in range(len(packed)):
        with pytest.raises(Damaged):
            expand(method, packed[:end])


@each
def test_what_comes_before_the_damage_is_vouched_for(method: str) -> None:
    packed = PACK[method](TEXT)
    for end in range(1, len(packed)):
        stream = Expanded(io.BytesIO(packed + packed[:end]), METHODS[method], 200)
        with pytest.raises(Damaged):
            io.BufferedReader(stream).read()
        assert stream.vouched >= len(TEXT)
    bad = packed[:-20] + bytes([packed[-20] ^ 1]) + packed[-19:]
    stream = Expanded(io.BytesIO(packed + bad), METHODS[method], 200)
    with pytest.raises(Damaged):
        io.BufferedReader(stream).read()
    assert stream.vouched == len(TEXT)


@pytest.mark.parametrize("method", ["gzip", "xz", "zstd"])
def test_nearly_all_before_a_cut_is_given(method: str) -> None:
    data = noise(400_000).hex().encode()
    packed = PACK[method](data)
    stream = Expanded(io.BytesIO(packed[: len(packed) // 2]), METHODS[method], 200)
    given: list[bytes] = []
    with pytest.raises(CutShort):
        given.extend(iter(lambda: stream.read(1 << 16), b""))
    assert data.startswith(b"".join(given))
    assert stream.vouched == sum(map(len, given)) > 0.3 * len(data)


@pytest.mark.parametrize("method", ["gzip", "xz"])
def test_a_wrong_bit_that_hides_the_end_is_not_taken_for_a_cut(method: str) -> None:
    packed = PACK[method](TEXT)
    for bit in range(80, len(packed) * 8):
        damaged = bytearray(packed)
        damaged[bit // 8] ^= 1 << bit % 8
        stream = Expanded(io.BytesIO(bytes(damaged)), METHODS[method], 200)
        try:
            io.BufferedReader(stream).read()
        except Damaged:
            assert stream.vouched in {0, len(TEXT)}


@each
def test_each_bit_flipped_changes_nothing_or_is_told(method: str) -> None:
    packed = PACK[method](TEXT)
    told = 0
    for bit in range(len(packed) * 8):
        damaged = bytearray(packed)
        damaged[bit // 8] ^= 1 << bit % 8
        try:
            assert expand(method, bytes(damaged)) == TEXT
        except Damaged:
            told += 1
    assert told >= len(packed) * 8 * 0.9  # the rest are times, flags and the like in headers


@each
@pytest.mark.parametrize("garbage", [b"garbage", b"\n", b"\x1f", bytes(9) + b"x", "又一行".encode()])
def test_what_follows_the_end_is_told(method: str, garbage: bytes) -> None:
    if method == "gzip" and garbage == b"\x1f":
        garbage = b"\x1f\x1f"
    with pytest.raises(Damaged):
        expand(method, PACK[method](TEXT) + garbage)


@pytest.mark.parametrize("method", ["gzip", "xz"])
def test_zeros_that_fill_blocks_are_no_damage(method: str) -> None:
    packed = PACK[method](TEXT)
    assert expand(method, packed + bytes(100_000) + packed + bytes(512)) == TEXT * 2


@each
def test_nothing_at_all_is_no_stream(method: str) -> None:
    with pytest.raises(CutShort):
        expand(method, b"")


@pytest.mark.parametrize("data", [b"\x28\xb5\x2f\xfd" + noise(200, seed) for seed in range(20)])
def test_noise_after_a_mark_is_told(data: bytes) -> None:
    with pytest.raises(Damaged):
        expand("zstd", data)


def test_frames_of_zstandard_that_are_to_be_skipped_are_skipped() -> None:
    skipped = b"\x53\x2a\x4d\x18" + (70_000).to_bytes(4, "little") + noise(70_000)
    assert expand("zstd", skipped + zstd(TEXT) + skipped) == TEXT
    with pytest.raises(CutShort):
        expand("zstd", zstd(TEXT) + skipped[:-1])


def test_every_form_of_frame_header_is_read() -> None:
    for size in (0, 1, 255, 256, 70_000):
        data = noise(size)
        for content_size in (True, False):
            for checksum in (True, False):
                writer = zstandard.ZstdCompressor(write_content_size=content_size, write_checksum=checksum)
                assert expand("zstd", writer.compress(data)) == data
                assert expand("zstd", zstd_in_blocks(writer, data)) == data


def zstd_in_blocks(writer: zstandard.ZstdCompressor, data: bytes) -> bytes:
    out = io.BytesIO()
    with writer.stream_writer(out, closefd=False) as stream:
        for start in range(0, len(data), 1000):
            stream.write(data[start : start + 1000])
            stream.flush(zstandard.FLUSH_BLOCK)
    return out.getvalue()


def packed_zeros(packer: Any) -> bytes:
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()


BOMBS: dict[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.compressobj(9, wbits=31),
    "zstd": lambda: zstandard.ZstdCompressor().compressobj(),
    "bz2": bz2.BZ2Compressor,
    "xz": lambda: lzma.LZMACompressor(preset=1),
}


@each
def test_a_bomb_is_put_out_long_before_it_is_read(method: str) -> None:
    stream = Expanded(io.BytesIO(packed_zeros(BOMBS[method]())), METHODS[method], 200)
    sizes: list[int] = []
    with pytest.raises(TooLarge, match="200 times"):
        sizes.extend(len(piece) for piece in iter(lambda: stream.read(1 << 20), b""))
    assert max(sizes) <= 1 << 18
    assert sum(sizes) < FLOOR + (200 << 16)


def test_what_is_merely_well_compressed_passes() -> None:
    assert expand("gzip", PACK["gzip"](bytes(5_000_000))) == bytes(5_000_000)
    data = (noise(100_000) + bytes(100_000)) * 60
    assert expand("xz", PACK["xz"](data)) == data


def test_whoever_reads_on_after_an_error_finds_no_end() -> None:
    stream = io.BufferedReader(Expanded(io.BytesIO(PACK["gzip"](TEXT)[:-3]), METHODS["gzip"], 200))
    for _ in range(3):
        with pytest.raises(Damaged):
            stream.read()


def test_all_layers_share_one_allowance() -> None:
    allowance = Allowance(3 * len(TEXT))
    for _ in range(3):
        assert expand("gzip", PACK["gzip"](TEXT), allowance=allowance) == TEXT
    assert not allowance.spent
    with pytest.raises(TooLarge):
        expand("gzip", PACK["gzip"](TEXT), allowance=allowance)
    assert allowance.spent


def test_a_dictionary_larger_than_memory_allows_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 512 * 2**20}]
    packed = lzma.LZMACompressor(lzma.FORMAT_XZ, filters=filters)
    with pytest.raises(Damaged, match=r"xz: .*[Mm]emory"):
        expand("xz", packed.compress(TEXT) + packed.flush())


def test_errors_of_the_disk_are_not_taken_for_damage() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    for method in METHODS.values():
        with pytest.raises(OSError, match="Input/output"):
            Expanded(Failing(), method, 200).read()


def test_without_zstandard_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(InputError, match=r"^Zstandard needs the package zstandard: pip install"):
        expand("zstd", b"\x28\xb5\x2f\xfd")


def test_many_tiny_frames_take_time_in_proportion() -> None:
    few, many = zstd(b"x") * 2_000, zstd(b"x") * 16_000
    small = _seconds(lambda: expand("zstd", few))
    large = _seconds(lambda: expand("zstd", many))
    assert large < small * 8 * 4


def _seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        begin = process_time()
        work()
        best = min(best, process_time() - begin)
    return best


def test_the_table_of_methods_is_complete() -> None:
    assert set(compression.METHODS) == set(PACK)
