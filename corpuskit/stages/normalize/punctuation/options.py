"""The choices on which style guides differ."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from corpuskit.stage import Options


class PunctuationOptions(Options):
    """Options of `normalize.punctuation`."""

    quotes: Literal["keep", "curly", "corner"] = Field(
        "keep",
        description="Which quotes Chinese gets: `keep` leaves both kinds and writes straight ones as curly, `curly` "
        "makes `「好」` into `“好”`, `corner` makes `“好”` into `「好」`.",
    )
    parentheses: Literal["convert", "keep"] = Field(
        "convert", description="`convert` makes `乡镇(街道)` into `乡镇（街道）`, `keep` leaves it."
    )
    ellipsis: Literal["convert", "keep"] = Field(
        "convert", description="`convert` makes `等等...` and `等等。。。` into `等等……`, `keep` leaves them."
    )
    list_numbers: Literal["keep", "convert"] = Field(
        "keep", description="`convert` makes `一.总则` at the start of a line into `一、总则`, `keep` leaves it."
    )
    collapse_repeats: bool = Field(False, description="Whether `太好了！！！` becomes `太好了！`.")
    angle_titles: bool = Field(False, description="Whether `<红楼梦>` and `<<红楼梦>>` become `《红楼梦》`.")
    kana_and_hangul: Literal["keep", "convert"] = Field(
        "keep",
        description="Lines with more kana or Hangul than a quotation: `keep` leaves them, `convert` treats them as Chinese "
        "(`「すし」是寿司,很好吃.` becomes `「すし」是寿司，很好吃。`).",
    )
