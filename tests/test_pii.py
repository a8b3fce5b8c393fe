"""redact.pii: what is well formed is found in every form, what is no personal data stays, and nothing leaks."""

from __future__ import annotations

import string
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, rows, write_files
from hypothesis import example, given
from hypothesis import strategies as st

from corpuskit import Pipeline, decode, get_stage
from corpuskit.document import Document
from corpuskit.registry import load_stage
from corpuskit.stage import Result
from corpuskit.stages.redact.pii import LABELS, PiiOptions, redact_pii
from corpuskit.stages.redact.pii.finder import find_pii
from corpuskit.stages.redact.pii.hits import KINDS, Kind
from corpuskit.text import identifiers

FULL_WIDTH = str.maketrans("0123456789-@.()", "０１２３４５６７８９－＠．（）")
CONTEXTS = ("{}", "**{}**", "| {} |", "，{}。", "（{}）", "张先生{}\n", "见下：{}；", "\n{}", "“{}”", "请联系{}、")


def kinds_in(text: str) -> list[str]:
    return [hit.kind for hit in find_pii(text)]


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=count, max_size=count)


def forms(kind: Kind) -> st.SearchStrategy[str]:
    """Give items of a kind that are well formed and need no word before them."""

    def card(body: str) -> str:
        return next(body + last for last in string.digits if identifiers.has_luhn_check(body + last))

    def split(number: str, *lengths: int, joint: str) -> str:
        parts, start = [], 0
        for length in lengths:
            parts.append(number[start : start + length])
            start += length
        return joint.join(parts)

    if kind == "mobile":
        number = st.builds(lambda head, rest: head + rest, st.sampled_from(["130", "147", "166", "178", "189", "199"]), digits(8))
        joined = st.builds(
            lambda each, joint: split(each, 3, 4, 4, joint=joint), number, st.sampled_from(["", "-", " ", ".", "—"])
        )
        prefixes = st.sampled_from(["", "", "+86", "+86 ", "+86-", "0086", "(+86)", "86-"])
        return st.builds(lambda prefix, each: prefix + each, prefixes, joined)
    if kind == "landline":
        area = st.sampled_from(["010", "021", "0571", "0755", "0991"])
        form = st.sampled_from(["{}-{}", "({}){}", "{} {}", "{}{}"])
        return st.builds(lambda code, rest, shape: shape.format(code, "6" + rest), area, digits(7), form)
    if kind == "id_card":
        region = st.builds(lambda province, rest: province + rest, st.sampled_from(sorted(identifiers.PROVINCES)), digits(4))
        day = st.dates(min_value=date(1930, 1, 1), max_value=date(2020, 1, 1))
        bodies = st.builds(lambda place, born, rest: f"{place}{born:%Y%m%d}{rest}", region, day, digits(3))
        return bodies.map(lambda body: body + identifiers.resident_check(body))
    if kind == "company_code":
        rest = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8)
        return rest.map(lambda tail: f"91330106M{tail}").map(lambda body: body + identifiers.credit_check(body))
    if kind == "bank_card":
        number = st.builds(
            lambda head, rest: card(head + rest), st.sampled_from(["622202", "621700", "625904"]), digits(9) | digits(12)
        )
        return number | number.map(lambda each: " ".join(each[start : start + 4] for start in range(0, len(each), 4)))
    if kind == "email":
        return st.builds(
            lambda name, host: f"{name}@{host}", st.from_regex("[a-z][a-z0-9_.]{0,20}[a-z0-9]", fullmatch=True), HOSTS
        )
    if kind == "plate":
        tails = st.from_regex("[A-HJ-NP-Z0-9][0-9]{4}|[DF][0-9]{5}|[0-9]{5}[DF]", fullmatch=True)
        return st.builds(lambda head, dot, tail: f"{head}A{dot}{tail}", st.sampled_from(identifiers.PLATE_PROVINCES), DOTS, tails)
    assert kind == "ip"
    return st.builds(
        lambda first, rest: ".".join(map(str, [first, *rest])), st.integers(41, 99), st.tuples(*[st.integers(0, 255)] * 3)
    )


HOSTS = st.sampled_from(["163.com", "mail.example.com.cn", "example.org"])
DOTS = st.sampled_from(["", "·"])
BARE: tuple[Kind, ...] = ("mobile", "landline", "id_card", "company_code", "bank_card", "email", "plate", "ip")


@pytest.mark.parametrize("kind", BARE)
@given(data=st.data())
def test_what_is_well_formed_is_found_whole(kind: Kind, data: st.DataObject) -> None:
    item = data.draw(forms(kind))
    if data.draw(st.booleans()) and kind not in ("email", "plate", "company_code"):
        item = item.translate(FULL_WIDTH)
    context = data.draw(st.sampled_from(CONTEXTS))
    (hit,) = find_pii(context.format(item))
    start = context.index("{")
    assert hit.kind == kind
    assert start <= hit.start <= start + 1
    assert hit.end == start + len(item)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("微信号：lin_xiao88", "wechat"),
        ("加微信 linxiao88 领取", "wechat"),
        ("vx：linxiao", "wechat"),
        ("WeChat ID: lin-xiao", "wechat"),
        ("微信：12345678", "wechat"),
        ("微信同号：13912345678", "mobile"),
        ("QQ：1234567", "qq"),
        ("ＱＱ：１２３４５６７", "qq"),
        ("QQ群 87654321", "qq"),
        ("加Q1234567", "qq"),
        ("QQ号8008274796", "qq"),
        ("扣扣号是1234567", "qq"),
        ("电话：87654321", "landline"),
        ("传真 8765-4321", "landline"),
        ("Tel: 62345678", "landline"),
        ("电　话：62345678", "landline"),
        ("电话：0603-99123456", "landline"),
        ("身份证110105491231002", "id_card"),
        ("卡号4111111111111111", "bank_card"),
        ("IP 8.8.8.8", "ip"),
        ("2001:db8::1", "ip"),
        ("车牌浙ABCDEF", "plate"),
    ],
)
def test_words_beside_it_tell_what_it_is(text: str, kind: str) -> None:
    assert kinds_in(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "110105491231002",
        "4111111111111111",
        "87654321",
        "1.1.1.1",
        "0.13912345678",
        "13912345678abc",
        "x13912345678",
        "139123456789",
        "+13912345678",
        "编号：13912345678",
        "订单号 6222021234567890128",
        "110105194902300025",
        "990105194912310021",
        "12912345678",
        "256.1.2.3",
        "120.1.2.3.4",
        "v120.24.55.6",
        "3000::1::2",
        "12:30:15",
        "微信公众号：chengshibao",
        "官方微信：chengshibao",
        "微信 WeChat",
        "QQ 10000人",
        "QQ 1234",
        "京A12",
        "A12345",
        "a@b",
        "@lin.com",
        "a@2x.png",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert kinds_in(text) == []


def test_no_false_alarm_on_the_seeds() -> None:
    found = {}
    for path in sorted(SEEDS.iterdir()):
        text = decode(path.read_bytes()).text
        for hit in find_pii(text):
            found[path.name] = text[hit.start : hit.end]
    assert found == {"clean_control_mixed.txt": "rain@example.org"}


@given(
    st.text(st.sampled_from("0123456789１９-. @aqQvxX:：，粤B微信号电话[]*()（）+\n"), max_size=60),
    st.sampled_from(["mask", "remove"]),
    st.sampled_from(["partial", "label"]),
)
@example("138123456" + "a@163.com" + "78", "remove", "partial")
@example("138 1234 5678 13912345678", "mask", "label")
@example("电话：13812345678 1234567", "mask", "partial")
def test_a_second_time_changes_nothing(text: str, action: str, style: str) -> None:
    ready = get_stage("redact.pii", action=action, style=style, kinds=list(KINDS))
    once = ready(text)
    assert ready(once) == once
    assert [not line.strip() for line in once.split("\n")] == [not line.strip() for line in text.split("\n")]
    if action == "mask" and style == "partial":
        assert len(once) == len(text)
        assert all(new in (old, "*") for old, new in zip(text, once, strict=True))


@given(st.text(st.characters(codec=None), max_size=40))
def test_hits_lie_in_the_text_and_apart(text: str) -> None:
    end = 0
    for hit in find_pii(text):
        assert end <= hit.start <= hit.first < hit.last <= hit.end <= len(text)
        end = hit.end


def run(document: Document, **options: Any) -> Result:
    given = load_stage("redact.pii").run(document, PiiOptions(**options))  # type: ignore[attr-defined]
    assert isinstance(given, Result)
    return given


def test_tags_count_and_never_hold_a_value() -> None:
    text = "手机13912345678，固话010-62345678，又13712345678，信箱lin@example.cn"
    for action in ("mask", "remove", "tag"):
        result = run(Document(text), action=action)
        assert result.tags == {"pii": {"mobile": 2, "landline": 1, "email": 1}}
        assert (result.text == text) == (action == "tag")


def test_a_document_without_any_has_no_tag() -> None:
    assert run(Document("风从海上来。")) == Result("风从海上来。")


def test_fields_are_treated_like_text_behind_their_key() -> None:
    document = Document(
        "正文。", fields={"联系电话": "62345678", "文号": "62345678", "订单号": "13912345678", "邮箱": "lin@example.cn"}
    )
    result = run(document)
    assert result.fields == {"联系电话": "****5678", "邮箱": "l**@example.cn"}
    assert result.tags == {"pii": {"landline": 1, "email": 1}}


def test_texts_in_tags_are_treated_like_the_text_and_not_counted_again() -> None:
    tags = {"bylines": ["林女士 13912345678", "陈先生"], "script": "zh-Hans", "quality": {"chars": 3}, "spans": [1, 2]}
    result = run(Document("林女士 13912345678", tags=tags))
    assert result.tags == {"bylines": ["林女士 139****5678", "陈先生"], "pii": {"mobile": 1}}
    assert run(Document("正文", tags=tags), action="tag").tags == {}


def test_every_kind_has_a_label_that_is_no_hit() -> None:
    assert set(LABELS) == set(KINDS)
    for kind in KINDS:
        for other in KINDS:
            assert not find_pii(f"电话QQ微信号：{LABELS[kind]}{LABELS[other]}")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Exception, match="kinds"):
        get_stage("redact.pii", kinds=["passport"])


ATTACKS = (
    "1", "0", "13812345678", "138 ", "1-", "0571-", "a@", "a.", "@", "微信", "微信：", "QQ1", "::1", "2001:", "1.", "京A", "86",
    "电话：", "(", "9" * 17 + " ",
    "加微信 a", "6222 ", "0571 ", "0000@0.0",
)  # fmt: skip


@pytest.mark.parametrize("unit", ATTACKS)
def test_time_grows_with_the_text_only(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        taken = []
        for _ in range(2):
            started = time.process_time()
            redact_pii(Document(text), PiiOptions(action="remove"))
            taken.append(time.process_time() - started)
        return min(taken)

    small, large = seconds(20_000), seconds(160_000)
    assert large < 24 * max(small, 0.005)


class TestIdentifiers:
    def test_the_examples_of_the_standards(self) -> None:
        assert identifiers.is_resident_id("11010519491231002X")
        assert identifiers.is_resident_id("440524188001010014")
        assert identifiers.is_credit_code("91350100M000100Y43")

    @pytest.mark.parametrize("code", ["11010519491231002X", "440524188001010014"])
    def test_every_changed_figure_of_an_identity_card_is_noticed(self, code: str) -> None:
        for place in range(17):
            for figure in set(string.digits) - {code[place]}:
                assert not identifiers.is_resident_id(code[:place] + figure + code[place + 1 :])

    def test_every_changed_character_of_a_company_code_is_noticed(self) -> None:
        code = "91350100M000100Y43"
        for place in range(18):
            for character in set("0123456789ABCDEFGHJKLMNPQRTUWXY") - {code[place]}:
                assert not identifiers.is_credit_code(code[:place] + character + code[place + 1 :])

    @pytest.mark.parametrize("text", ["", "1", "１" * 18, "x" * 18, "11010519491231002𝟘", "²" * 18, "I" * 18])
    def test_anything_else_is_none(self, text: str) -> None:
        checks = (identifiers.is_resident_id, identifiers.is_old_resident_id, identifiers.is_credit_code)
        assert not any(check(text) for check in (*checks, identifiers.is_organisation_code))


VALUES = ("13912345678", "lin@example.cn", "010-62345678")


def everything_in(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.is_file())


def recipe_with(**options: Any) -> dict[str, Any]:
    stages = ["normalize.spaces", "normalize.punctuation", {"filter.tags": {"chars": ">= 20"}}, {"redact.pii": options}]
    return {"stages": [*stages, {"dedup.exact": {"min_chars": 5}}]}


def write_private(folder: Path) -> Path:
    line = "张先生 ,电话13912345678 ,信箱lin@example.cn ,固话010-62345678 .\n"
    return write_files(folder, {"a.txt": line * 2 + "今天的天气真好。\n", "short.txt": "电话13912345678"})


@pytest.mark.parametrize("options", [{}, {"style": "label"}, {"action": "remove"}])
def test_no_file_of_a_run_holds_a_value(tmp_path: Path, options: dict[str, Any]) -> None:
    Pipeline(recipe_with(**options)).run(write_private(tmp_path / "in"), tmp_path / "out")
    told = everything_in(tmp_path / "out")
    assert not [value for value in VALUES if value in told]
    removed = rows(tmp_path / "out" / "removed.jsonl")
    hidden = [row for row in removed if row["stage"] == "redact.pii"]
    assert [row["reason"] for row in hidden[:3]] == ["personal data: mobile", "personal data: email", "personal data: landline"]
    assert {row["stage"] for row in removed} == {"filter.tags", "redact.pii", "dedup.exact"}
    shown = {"style": ["[手机号]"], "action": ["[手机号]"]}.get(next(iter(options), ""), ["139****5678"])
    assert hidden[0]["text"] in shown
    assert {row["stage"] for row in rows(tmp_path / "out" / "edits.jsonl")} >= {"normalize.punctuation", "redact.pii"}


def test_the_ledger_holds_the_values_if_asked(tmp_path: Path) -> None:
    Pipeline(recipe_with(keep_values=True)).run(write_private(tmp_path / "in"), tmp_path / "out")
    hidden = [row["text"] for row in rows(tmp_path / "out" / "removed.jsonl") if row["stage"] == "redact.pii"]
    assert set(hidden) == set(VALUES)
    assert VALUES[0] not in (tmp_path / "out" / "corpus.jsonl").read_text(encoding="utf-8")


def test_only_counting_hides_nothing(tmp_path: Path) -> None:
    Pipeline(recipe_with(action="tag")).run(write_private(tmp_path / "in"), tmp_path / "out")
    assert VALUES[0] in (tmp_path / "out" / "corpus.jsonl").read_text(encoding="utf-8")
    assert all(row["stage"] != "redact.pii" for row in rows(tmp_path / "out" / "removed.jsonl"))
