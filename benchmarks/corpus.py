"""Generate a corpus of Chinese text files with the defects that real ones have, always the same for the same arguments.

The sentences are put together from words, so they mean little; their characters, marks and lengths are like those of news.
A fifth is in GB18030 and a twentieth in Big5; 30 % have half-width marks, 20 % are hard-wrapped, 2 % hold mojibake; one document
in ten is a near duplicate of another, one in fifty an exact one.

    python benchmarks/corpus.py FOLDER --documents 2000
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

_SUBJECTS = (
    "市政府 图书馆 研究人员 当地居民 这家企业 学校 医院 记者 考古队 气象部门 农户 工程师 志愿者 博物馆 渔民 出版社".split()
)
_TIMES = "今年 去年 上个月 近日 清晨 周末 春节期间 三年来 长期以来 在此之前 随后 目前 当天下午 雨季到来之前".split()
_VERBS = "公布了 完成了 讨论了 修复了 建立了 发现了 调整了 展示了 改善了 推迟了 介绍了 记录了 测量了 引进了".split()
_QUALITIES = "新的 古老的 详细的 临时的 重要的 普通的 复杂的 安静的 便宜的 遥远的 完整的 有趣的 干净的 罕见的".split()
_OBJECTS = (
    "计划 报告 桥梁 数据 作物品种 交通路线 水质标准 手稿 展览 课程 设备 水库 地图 方法 规则 壁画 名单 仓库 航线 "
    "花园 天文台 灯塔 市场 河道 铁路 书信 气候模型 陶器 学费 疫苗 森林 草原 渔港 冬小麦 屋顶 电站"
).split()
_ENDINGS = "效果很好 引起了关注 仍需时间 得到了支持 超出了预期 还不能确定 受到欢迎 没有先例 值得继续观察 成本并不高".split()
_HALF_WIDTH = str.maketrans("，。！？：；（）", ",.!?:;()")


def _sentence(draw: random.Random) -> str:
    clauses = [
        f"{draw.choice(_TIMES)}{draw.choice(_SUBJECTS)}{draw.choice(_VERBS)}{draw.choice(_QUALITIES)}{draw.choice(_OBJECTS)}"
        for _ in range(draw.randint(1, 4))
    ]
    if draw.random() < 0.3:
        clauses.append(f"{draw.choice(_OBJECTS)}增长{draw.randint(1, 99)}.{draw.randint(0, 9)}%")
    if draw.random() < 0.2:
        clauses.append(f"“{draw.choice(_QUALITIES)}{draw.choice(_OBJECTS)}”（{draw.choice(_SUBJECTS)}）")
    clauses.append(draw.choice(_ENDINGS))
    return "，".join(clauses) + draw.choice("。。。。！？")


def _paragraphs(draw: random.Random) -> list[str]:
    return ["".join(_sentence(draw) for _ in range(draw.randint(1, 6))) for _ in range(draw.randint(4, 24))]


def _wrap(paragraph: str, width: int) -> str:
    text = "\u3000\u3000" + paragraph
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


def _edit(draw: random.Random, paragraphs: list[str]) -> list[str]:
    """Change a few characters in one paragraph of seven: the documents stay alike to more than eight tenths."""
    edited = list(paragraphs)
    for number in draw.sample(range(len(edited)), max(1, len(edited) // 7)):
        place = draw.randrange(len(edited[number]))
        edited[number] = edited[number][:place] + draw.choice(_OBJECTS) + edited[number][place + 1 :]
    return edited


def _spoil(draw: random.Random, paragraphs: list[str]) -> bytes:
    if draw.random() < 0.02:
        broken = draw.randrange(len(paragraphs))
        paragraphs[broken] = paragraphs[broken].encode().decode("latin-1")
    text = "\n".join(_wrap(paragraph, 38) for paragraph in paragraphs) if draw.random() < 0.2 else "\n".join(paragraphs)
    if draw.random() < 0.3:
        text = text.translate(_HALF_WIDTH)
    kind = draw.random()
    if kind < 0.05:
        import opencc

        return bytes(opencc.OpenCC("s2tw").convert(text).encode("cp950", "ignore"))
    return text.encode("gb18030" if kind < 0.25 else "utf-8")


def generate(folder: Path, documents: int, seed: int = 1) -> int:
    """Write the files; give their size in bytes."""
    draw = random.Random(seed)
    originals: list[list[str]] = []
    size = 0
    for number in range(documents):
        kind = draw.random()
        if originals and kind < 0.02:
            paragraphs = list(draw.choice(originals))
        elif originals and kind < 0.12:
            paragraphs = _edit(draw, draw.choice(originals))
        else:
            paragraphs = _paragraphs(draw)
            originals.append(list(paragraphs))
        path = folder / f"{number // 1000:03d}" / f"{number:07d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = _spoil(draw, paragraphs)
        path.write_bytes(data)
        size += len(data)
    return size


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=2000)
    given = parser.parse_args()
    print(f"{generate(given.folder, given.documents):,} bytes")
