"""What `redact.pii` finds in generated text, by kind, and how fast it looks, beside one plain pattern for everything.

    python benchmarks/pii.py [--items 400] [--megabytes 2] [--text FILE ...]

Precision: the share of what was found that was put there. Recall: the share of what was put there that was found, whole. The
items are made by the rules of their standards, in the forms and with the words around them that people use; between them stand
figures that are none: order numbers, amounts, dates, file numbers, ISBN, versions, coordinates, hashes. `plain pattern` is what
is written in an hour: a pattern for each kind joined by `|`, without check digits and without a look at the words around. Times
are CPU times of the same run, so quote the ratio. With --text, the speed on your own files.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Writer

from corpuskit.stages.redact.pii.finder import find_pii
from corpuskit.stages.redact.pii.hits import KINDS
from corpuskit.text import identifiers

_FULL_WIDTH = str.maketrans("0123456789-@.", "０１２３４５６７８９－＠．")
PLAIN = re.compile(
    r"(?P<id_card>\d{17}[\dXx])|(?P<company_code>[0-9A-Z]{18})|(?P<bank_card>\d{16,19}|(?:\d{4} ){3,4}\d{1,4})"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?P<ip>\d+\.\d+\.\d+\.\d+|[0-9a-f]+:[0-9a-f:]+:[0-9a-f]+)"
    r"|(?P<hotline>[48]00-?\d{3}-?\d{4})|(?P<mobile>(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4})"
    r"|(?P<landline>\(?0\d{2,3}[)-]? ?\d{7,8})"
    r"|(?P<plate>[\u4e00-\u9fff][A-Z][·]?[A-Z0-9]{5,6})"
    r"|(?P<wechat>(?<=微信号：)[\w-]{6,20})|(?P<qq>(?<=QQ：)\d{5,11})",
    re.ASCII,
)


class Items:
    """Makes personal data that belong to nobody, and figures that are no personal data."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def digits(self, count: int) -> str:
        return "".join(self.draw.choices("0123456789", k=count))

    def pick(self, text: str) -> str:
        return self.draw.choice(text.split("|"))

    def make(self, kind: str) -> tuple[str, str]:
        """Give `(words before, item)`."""
        made: tuple[str, str] = getattr(self, f"_{kind}")()
        return made

    def _id_card(self) -> tuple[str, str]:
        region = self.draw.choice(sorted(identifiers.PROVINCES)) + f"{self.draw.randint(1, 30):02}{self.draw.randint(1, 30):02}"
        birthday = f"{self.draw.randint(1930, 2020)}{self.draw.randint(1, 12):02}{self.draw.randint(1, 28):02}"
        body = region + birthday + self.digits(3)
        number = body + identifiers.resident_check(body)
        if self.draw.random() < 0.15:
            number = f"{number[:6]} {number[6:14]} {number[14:]}"
        return self.pick(
            "身份证号：|身份证号码|公民身份号码为|，|（|证件号码：||身份证 "
        ), number.lower() if self.draw.random() < 0.2 else number

    def _company_code(self) -> tuple[str, str]:
        alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        kind, province = (
            self.pick("91|91|91|92|93|52|12|11"),
            self.draw.choice(sorted(identifiers.PROVINCES - {"81", "82", "83"})),
        )
        body = kind + province + self.digits(4) + self.pick("MA|") + "".join(self.draw.choices(alphabet, k=9))
        return self.pick("统一社会信用代码：|信用代码|，|（|税号："), body[:17] + identifiers.credit_check(body[:17])

    def _mobile(self) -> tuple[str, str]:
        number = self.pick("130|135|138|139|147|150|158|159|166|171|176|177|180|186|188|189|191|198|199") + self.digits(8)
        parts = [number[:3], number[3:7], number[7:]]
        joined = self.draw.choice(["", "", "", "-", " "]).join(parts)
        prefix = self.draw.choice([""] * 8 + ["+86", "+86 ", "+86-", "86-", "0086-", "(+86)"])
        words = "电话：|手机号：|手机|联系人张先生 |，|（|请拨打|Tel: |联系方式：|致电|微信同号"
        return self.pick(words), prefix + joined

    def _landline(self) -> tuple[str, str]:
        area = self.pick("010|021|022|023|024|025|027|028|029|0311|0351|0431|0512|0571|0591|0755|0769|0851|0898|0991")
        count = 8 if len(area) == 3 else self.draw.choice([7, 8])
        number = self.pick("2|3|5|6|8") + self.digits(count - 1)
        form = self.draw.choice(["{}-{}"] * 4 + ["({}){}", "（{}）{}", "{} {}", "{}{}", "+86-" + area[1:] + "-{1}"])
        return self.pick("电话：|传真：|座机|联系电话：|，|（|值班电话"), form.format(area, number)

    def _hotline(self) -> tuple[str, str]:
        number = self.pick("400|800") + self.digits(7)
        return self.pick("客服：|热线|全国统一"), self.draw.choice([number, f"{number[:3]}-{number[3:6]}-{number[6:]}"])

    def _email(self) -> tuple[str, str]:
        name = self.pick("li|wang.fang|zhang_san|service|hr|a1|") + self.digits(self.draw.randint(1, 6))
        return self.pick(
            "邮箱：|E-mail：|请发至|，|（|联系"
        ), f"{name}@{self.pick('163.com|qq.com|example.com.cn|mail.example.org|gmail.com')}"

    def _bank_card(self) -> tuple[str, str]:
        body = self.pick("622202|621700|622848|623058|625904") + self.digits(self.draw.choice([9, 12]))
        number = next(body + last for last in "0123456789" if identifiers.has_luhn_check(body + last))
        if self.draw.random() < 0.4:
            number = " ".join(number[start : start + 4] for start in range(0, len(number), 4))
        return self.pick("卡号：|银行卡号|账号：|，|开户行工商银行，|请汇款至"), number

    def _plate(self) -> tuple[str, str]:
        head = self.draw.choice(identifiers.PLATE_PROVINCES) + self.draw.choice("ABCDEFGHJK") + self.draw.choice(["", "", "·"])
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        tails = [self.digits(5), self.digits(4) + self.draw.choice(letters), self.draw.choice(letters) + self.digits(4)]
        tails += [self.draw.choice("DF") + self.digits(5), self.digits(4) + "学"]
        return self.pick("车牌号|车牌：|驾驶|，|（|一辆"), head + self.draw.choice(tails)

    def _ip(self) -> tuple[str, str]:
        if self.draw.random() < 0.2:
            return self.pick("IPv6地址|来自|，"), ":".join(
                [self.pick("2400|2408|240e|2001"), *(f"{self.draw.getrandbits(16):x}" for _ in range(7))]
            )
        figures = [
            self.draw.choice([*range(41, 100), *range(101, 127), *range(173, 192)]),
            *(self.draw.randint(1, 254) for _ in range(3)),
        ]
        return self.pick("IP：|服务器地址|来自|，|（|访问 "), ".".join(map(str, figures))

    def _wechat(self) -> tuple[str, str]:
        name = (
            self.draw.choice("abcdefghijk")
            + self.pick("_|-||")
            + "".join(self.draw.choices("abcdefgh12345678", k=self.draw.randint(6, 12)))
        )
        return self.pick("微信号：|微信：|加微信：|微信号|微信号是|V信：|vx："), name

    def _qq(self) -> tuple[str, str]:
        return self.pick("QQ：|QQ号：|QQ号|QQ|qq:|QQ群：|加QQ"), self.pick("1|2|5|8") + self.digits(self.draw.randint(5, 9))

    def distractor(self) -> str:
        """Give figures that are nobody's, with the words that they stand among."""
        digits, draw = self.digits, self.draw
        year, month, day = draw.randint(1950, 2025), draw.randint(1, 12), draw.randint(1, 28)
        return draw.choice(
            [
                f"订单号：{draw.randint(2018, 2025)}{month:02}{day:02}{digits(10)}",
                f"订单编号{self.pick('13|15|18')}{digits(9)}",
                f"流水号 6222{digits(12)}",
                f"运单号：{self.pick('SF|YT|JD')}{digits(12)}",
                f"共计{self.pick('13|15|18')}{digits(9)}元",
                f"投资{digits(2)}.{digits(2)}亿元，增长{draw.randint(1, 99)}.{digits(2)}%",
                f"￥1{digits(2)},{digits(3)},{digits(3)}.00",
                f"{year}-{month:02}-{day:02} {draw.randint(0, 23):02}:{draw.randint(0, 59):02}:{draw.randint(0, 59):02}",
                f"{year}年{month}月{day}日至{year + 1}年{month}月",
                f"时间戳17{digits(8)}，毫秒17{digits(11)}",
                f"国发〔{year}〕{draw.randint(1, 99)}号",
                f"索引号：{digits(8)}{digits(1)}/{year}-{digits(5)}",
                f"（{year}）京01民初{digits(4)}号",
                f"ISBN 978-7-{digits(3)}-{digits(5)}-{digits(1)}",
                f"ISBN：9787{digits(9)}",
                f"统一书号：{digits(5)}·{digits(3)}",
                f"ISSN 1{digits(3)}-{digits(4)}",
                f"坐标116.{digits(8)}，39.{digits(8)}",
                f"经度{draw.randint(73, 135)}.{digits(11)}",
                f"版本{draw.randint(1, 19)}.{draw.randint(0, 30)}.{draw.randint(0, 30)}.{draw.randint(0, 30)}",
                f"v{draw.randint(1, 9)}.{draw.randint(0, 99)}.{draw.randint(0, 9)}.{digits(3)}",
                f"Chrome/{draw.randint(80, 130)}.0.{digits(4)}.{draw.randint(10, 199)}",
                f"第{draw.randint(1, 9)}.{draw.randint(1, 9)}.{draw.randint(1, 9)}.{draw.randint(1, 9)}节",
                f"内网192.168.{draw.randint(0, 255)}.{draw.randint(1, 254)}",
                hashlib.md5(digits(6).encode(), usedforsecurity=False).hexdigest(),
                hashlib.sha256(digits(6).encode()).hexdigest(),
                f"圆周率3.14159265358979323846{digits(6)}",
                f"邮编{draw.randint(1, 8)}{digits(5)}",
                f"京ICP备{digits(8)}号-1",
                f"专利号ZL{year}1{digits(7)}.{digits(1)}",
                f"国药准字H{year}{digits(4)}",
                f"https://example.com/{year}/{month:02}/{self.pick('13|15|18')}{digits(9)}.html",
                f"订单号 {digits(18)}",
                f"单价 {draw.randint(100, 199)} {draw.randint(1000, 9999)} {draw.randint(1000, 9999)} {draw.randint(1000, 9999)}",
                f"10086和{self.pick('95588|12345|12306')}",
                f"人口{draw.randint(10, 99)}{digits(6)}人",
                f"icon@{draw.randint(2, 3)}x.png",
                f"G{digits(4)}高速、A股{digits(6)}",
            ]
        )


def build(items: int, seed: int) -> tuple[str, list[tuple[int, int, str]]]:
    """Write paragraphs with `items` of each kind and three times as many figures of other sorts.

    Returns:
        The text, and where the items stand: `(start, end, kind)`.
    """
    writer, source = Writer(seed), Items(seed)
    wanted = [kind for kind in KINDS for _ in range(items)] + ["distractor"] * (3 * items)
    source.draw.shuffle(wanted)
    text, truth, length = [], [], 0
    for kind in wanted:
        before, item = ("", source.distractor()) if kind == "distractor" else source.make(kind)
        if kind != "distractor" and ":" not in item and source.draw.random() < 0.08:
            item = item.translate(_FULL_WIDTH)
        lead = writer.sentence() + writer.clause()
        lead += before if before else "，"
        after = source.draw.choice(["。", "，", "；", "）", "\n", "、"]) + writer.sentence() + source.draw.choice(["", "\n"])
        start = length + len(lead)
        if kind != "distractor":
            truth.append((start, start + len(item), kind))
        text += [lead, item, after]
        length = start + len(item) + len(after)
    return "".join(text), truth


Found = list[tuple[int, int, str]]


def with_corpuskit(text: str) -> Found:
    return [(hit.start, hit.end, hit.kind) for hit in find_pii(text)]


def with_plain_pattern(text: str) -> Found:
    return [(*found.span(), str(found.lastgroup)) for found in PLAIN.finditer(text)]


def score(text: str, truth: Found, find: Callable[[str], Found]) -> dict[str, tuple[float, float]]:
    """Give precision and recall by kind. A hit counts if it covers the item; what is found where nothing was put is false."""
    found = find(text)
    covered = Counter()
    false = Counter()
    starts = sorted(truth)
    position = 0
    for start, end, kind in sorted(found):
        while position < len(starts) and starts[position][1] <= start:
            position += 1
        if position < len(starts) and starts[position][0] < end:
            _, last, true = starts[position]
            covered[true] += kind == true and end >= last
            false[kind] += kind != true
        else:
            false[kind] += 1
    there = Counter(kind for _, _, kind in truth)
    return {kind: (covered[kind] / max(covered[kind] + false[kind], 1), covered[kind] / there[kind]) for kind in KINDS}


def _seconds(work: Callable[[], object], repeat: int = 3) -> float:
    taken = []
    for _ in range(repeat):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def main(items: int, megabytes: float, texts: list[Path]) -> None:
    """Print the tables."""
    text, truth = build(items, 7)
    tables = [score(text, truth, find) for find in (with_corpuskit, with_plain_pattern)]
    print(f"{len(truth):,} items, {3 * items:,} other figures\n")
    print("| kind | precision | recall | plain pattern: precision | recall |\n|---|---|---|---|---|")
    for kind in KINDS:
        print(f"| {kind} | " + " | ".join(f"{value:.4f}" for table in tables for value in table[kind]) + " |")
    print("\n| text | corpuskit, ms/MB | plain pattern, ms/MB | ratio |\n|---|---|---|---|")
    writer, news = Writer(3), ""
    while len(news) * 3 < megabytes * 1e6:
        news += "\n".join(writer.paragraphs()) + "\n"
    samples = {"news-like": news, "the text above, full of items": text}
    samples |= {path.name: path.read_text(encoding="utf-8") for path in texts}
    for name, sample in samples.items():
        size = len(sample.encode()) / 1e6
        own, plain = (_seconds(lambda find=find, sample=sample: find(sample)) for find in (with_corpuskit, with_plain_pattern))
        print(f"| {name} | {1000 * own / size:.2f} | {1000 * plain / size:.2f} | {plain / own:.1f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--megabytes", type=float, default=2)
    parser.add_argument("--text", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    main(given.items, given.megabytes, given.text)
