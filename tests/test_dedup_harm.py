"""What must stay though it looks like a repetition: forms, notices, clauses, questions, verse, prices; and what goes if asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit import get_stage
from corpuskit.dedup import find_duplicates
from corpuskit.dedup.numbers import compatible, numbers
from corpuskit.dedup.protection import KINDS, Protection
from corpuskit.dedup.similarity import JACCARD, OTHER_SLOT, SLOT, SMALL_SLOT
from corpuskit.dedup.survivors import Links
from corpuskit.dedup.templates import choose_but_keep_templates, in_triangles, kind_of_change
from corpuskit.errors import StageError

NAMES = ("周晓燕", "冯建国", "李梅", "欧阳文博", "周文博", "何田田")
SERIES = {
    "form letters": [
        f"尊敬的{name}女士（先生）：您在本馆借阅的图书即将到期，为方便其他读者，请您于到期前归还，或通过电话和网站办理续借手续，谢谢您的支持与配合。"
        for name in NAMES
    ],
    "letters with two blanks": [
        f"{name}同学：恭喜你被我院{course}专业录取，请凭本通知书在规定时间内办理入学手续，逾期不到者视为放弃入学资格，特此通知。"
        for name, course in zip(NAMES, ("园林", "汉语言文学", "电子商务", "护理学", "建筑学", "应用统计"), strict=True)
    ],
    "a name that returns": [
        f"列车前方到站是{stop}，请在{stop}下车的旅客提前整理好随身携带的物品，在车门附近等候，列车停稳以后按照先下后上的次序乘降，注意脚下安全。"
        for stop in ("青石桥", "柳河", "白马塘", "枫林渡")
    ],
    "notices of several offices": [
        f"{office}决定从即日起开展冬季消防安全大检查，重点检查疏散通道是否畅通、灭火器材是否完好、电气线路是否老化，发现隐患立即整改。"
        for office in ("市图书馆", "区少年宫", "县体育中心", "镇文化站")
    ],
    "a price list": [
        f"{fruit}，本地果园直供，当天采摘当天上市，口感清甜，论箱批发，价格从优，市区免费送货，欢迎各单位和个人来电订购，保证新鲜。"
        for fruit in ("水蜜桃", "巨峰葡萄", "砀山酥梨", "猕猴桃", "冬枣")
    ],
    "prices": [
        f"{fruit}每箱{price}元，本地果园直供，当天采摘当天上市，口感清甜，论箱批发，市区免费送货，欢迎来电订购。"
        for fruit, price in (("水蜜桃", 48), ("水蜜桃", 52), ("酥梨", 36))
    ],
    "clauses": [
        f"第{number}条　承包人未按照合同约定的标准施工，造成质量缺陷的，应当无偿返工，并赔偿由此给发包人造成的全部损失。"
        for number in ("十八", "十九", "二十", "二十一")
    ],
    "questions": [f"{number}．下列各项中，对文章内容理解有误、不符合作者原意的一项是（　　）" for number in (3, 7, 12)],
    "the same question": ["下列各项中，对文章内容理解有误、不符合作者原意的一项是（　　）"] * 3,
    "sums": [
        f"一辆汽车从甲地开往乙地，每小时行驶{speed}千米，{hours}小时到达，返回时每小时比去时多行驶10千米，返回需要多少小时？"
        for speed, hours in ((60, 4), (70, 4), (60, 5), (80, 3))
    ],
    "signatures": ["委托人（签名或者盖章）：____________　年　　月　　日"] * 2,
    "chapters": ["第三节　机构设置与人员编制管理的基本原则和要求"] * 2,
    "a poem given twice": ["秋水连天雁影疏，西风吹冷洞庭湖。渔歌一曲斜阳外，归梦三更到故庐。"] * 2,
}


@pytest.mark.parametrize("kind", list(SERIES))
def test_series_stay(kind: str) -> None:
    texts = SERIES[kind]
    assert find_duplicates(texts) == []
    for name in ("dedup.exact", "dedup.near"):
        assert get_stage(name)("\n".join(texts)) == "\n".join(texts)


@pytest.mark.parametrize("kind", ["form letters", "notices of several offices", "a price list"])
def test_series_of_documents_stay(kind: str) -> None:
    closing = "\n以上事项如有疑问，请在工作时间拨打服务电话咨询，我们将竭诚为您解答，并及时处理您反映的问题。\n特此告知。"
    assert find_duplicates([text + closing for text in SERIES[kind]], unit="document") == []


def test_two_of_a_series_are_near_duplicates_and_so_are_versions_of_one_text() -> None:
    letters = SERIES["form letters"]
    assert len(find_duplicates(letters[:2])) == 1
    # Changes in different places are no template, however many versions there are.
    text = letters[0]
    versions = [text, text.replace("借阅", "外借"), text.replace("手续", "业务"), text.replace("支持", "理解"), text[:-9]]
    assert len(find_duplicates(versions)) == 4
    assert len(find_duplicates(letters, protect=["numbers", "heading"])) >= 3


def test_a_form_and_copies_of_its_letters() -> None:
    letters = SERIES["form letters"]
    found = find_duplicates([*letters, letters[2] + "。", letters[4].replace("谢谢", "感谢")])
    assert [(entry.removed, entry.kept, entry.kind) for entry in found] == [(6, 2, "exact"), (7, 4, "jaccard")]


REFRAIN = "远方的朋友啊，请你在风起的时候想起我们的歌"
SONG = ["船儿摇过小石桥，", "柳条垂到水面上，", REFRAIN, "灯火照着旧码头，", "有人等在屋檐下，", REFRAIN, "天快亮了，", REFRAIN]
PROSE = "那天晚上我们在河边坐了很久，谁也没有说话，只听见水拍着石阶的声音，直到对岸的灯一盏一盏地灭了，才起身往回走。"


def test_the_refrain_of_a_song_stays() -> None:
    for name in ("dedup.exact", "dedup.near"):
        assert get_stage(name)("\n".join(SONG)) == "\n".join(SONG)
        assert get_stage(name, protect=["heading"])("\n".join(SONG)).count(REFRAIN) == 1
        page = "\n".join([PROSE, REFRAIN, PROSE[::-1], REFRAIN])
        assert get_stage(name)(page).count(REFRAIN) == 1


def test_a_refrain_is_one_inside_a_document_only() -> None:
    texts = [*SONG[:3], *SONG[3:6]]
    guard = Protection(texts, KINDS, 20, np.array([0, 0, 0, 1, 1, 1]))
    assert not guard.covers(5, 2)
    assert Protection(texts, KINDS, 20, np.zeros(6, np.int64)).covers(5, 2)
    assert not Protection(texts, KINDS, 20).covers(5, 2)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("请王芳到校领取证书", "请欧阳明到校领取证书", SLOT),
        ("请王芳到校领取证书", "请李芳到校领取证书", SMALL_SLOT),
        ("请到校领取证书", "请尽快到校领取证书", SMALL_SLOT),
        ("请王芳到校领取王芳的证书并签字确认", "请欧阳明到校领取欧阳明的证书并签字确认", SLOT),
        ("请王芳到校领取李梅的证书并签字确认", "请欧阳明到校领取何田田的证书并签字确认", JACCARD),
        ("天" * 90, "天" * 60 + "地" * 30, JACCARD),
    ],
)
def test_how_two_keys_differ(one: str, other: str, kind: int) -> None:
    assert kind_of_change(one, other) == kind_of_change(other, one) == kind


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=25))
def test_triangles(rows: list[tuple[int, int, bool]]) -> None:
    edges = {(min(a, b), max(a, b)): large for a, b, large in rows if a != b}
    expected = []
    for a, b in edges:
        sides = [(edges.get((min(a, c), max(a, c))), edges.get((min(b, c), max(b, c)))) for c in range(8) if c not in (a, b)]
        expected.append(any(None not in pair and edges[a, b] + pair[0] + pair[1] >= 2 for pair in sides))
    pairs = np.array(list(edges), np.int64).reshape(-1, 2)
    assert in_triangles(pairs, np.array(list(edges.values()), bool)).tolist() == expected


def test_a_template_whose_third_text_goes_for_another_reason_is_none() -> None:
    """Done again with what stays, nothing else may go: the evidence must be among what stays."""

    def links(*rows: tuple[int, int, float, int]) -> Links:
        lesser, greater, score, kind = zip(*rows, strict=True)
        return Links(np.array(lesser), np.array(greater), np.array(score), np.array(kind, np.uint8))

    sizes = np.array([100, 90, 80, 200])
    triangle = [(1, 0, 0.9, SLOT), (2, 0, 0.9, SLOT), (2, 1, 0.9, SLOT)]
    assert len(choose_but_keep_templates(links(*triangle), sizes).lesser) == 0
    chosen = choose_but_keep_templates(links(*triangle, (2, 3, 0.85, JACCARD)), sizes)
    assert (chosen.lesser.tolist(), chosen.greater.tolist(), chosen.kind.tolist()) == ([1, 2], [0, 3], [JACCARD, JACCARD])
    evidence = [(1, 0, 0.9, SLOT), (2, 0, 0.7, OTHER_SLOT), (2, 1, 0.7, OTHER_SLOT)]
    assert len(choose_but_keep_templates(links(*evidence), sizes).lesser) == 0
    assert choose_but_keep_templates(links(*evidence[:2]), sizes).lesser.tolist() == [1]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("一九九八年", "1998年", True),
        ("三百二十亩", "320亩", True),
        ("两万五千里", "25000里", True),
        ("1.5亿元", "15000万元", True),
        ("2023-05-01", "2023年5月1日", True),
        ("三万五", "35000", True),
        ("一百二", "一百零二", False),
        ("第十二条", "第二十条", False),
        ("15", "1.5", False),
        ("007", "7", False),
        ("三四十人", "34人", False),
    ],
)
def test_numbers_are_compared_by_value(one: str, other: str, same: bool) -> None:
    assert (numbers(one) == numbers(other)) is same


@given(st.text("〇零一二三九十百千万亿两廿0123.-年a", max_size=60))
def test_any_run_of_numerals_can_be_read(key: str) -> None:
    found = numbers(key)
    assert compatible(found, found)
    assert numbers(key[: len(key) // 2] + "天" + key[len(key) // 2 :]) is not None


def test_very_long_numerals_take_no_time() -> None:
    for key in ("万" * 200_000, "9" * 200_000, "一" * 200_000, "1-" * 100_000 + "1", "廿" * 200_000):
        assert numbers(key)


FILLERS = st.sampled_from(["王芳", "李芳", "欧阳明", "王小明", "教育局", "民政局", "三", "5", "", "的"])
LETTER = "{}同志：经研究，同意你参加今年秋季举办的业务骨干培训班，请于开班前一天携带本通知和身份证件到{}报到。"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(FILLERS, FILLERS, st.integers(0, 55), st.sampled_from(["", "的", "了"])), max_size=8))
def test_what_is_left_of_a_series_stays(rows: list[tuple[str, str, int, str]]) -> None:
    """Whatever slips the letters of a form have, a second run finds nothing more."""
    letters = [LETTER.format(one, other) for one, other, _, _ in rows]
    text = "\n".join(letter[:at] + slip + letter[at + 1 :] for letter, (_, _, at, slip) in zip(letters, rows, strict=True))
    once = get_stage("dedup.near")(text)
    assert get_stage("dedup.near")(once) == once


@pytest.mark.parametrize("name", ["dedup.exact", "dedup.near"])
def test_options(name: str) -> None:
    text = f"{PROSE}\n{PROSE}"
    assert get_stage(name)(text) == PROSE
    assert get_stage(name, scope="document")(text) == PROSE
    assert get_stage(name, action="tag")(text) == text
    assert get_stage(name, unit=["document"])(text) == text
    with pytest.raises(StageError, match="scope"):
        get_stage(name, scope="document", against="index")
    with pytest.raises(StageError, match="protect"):
        get_stage(name, protect=["poems"])


def test_protection_can_be_lifted() -> None:
    heading = "第五章　城市公园绿地的养护标准与日常巡查制度"
    assert find_duplicates([heading] * 2) == []
    assert len(find_duplicates([heading] * 2, protect=[])) == 1
    assert get_stage("dedup.exact", protect=["table", "code"])(f"{heading}\n{heading}") == heading
    years = [f"{year}年全县粮食总产量稳步增长，种植结构进一步优化，农民收入持续增加，农村面貌焕然一新。" for year in (2021, 2022)]
    assert find_duplicates(years) == []
    assert len(find_duplicates(years, protect=["heading"])) == 1


def test_the_exact_method_as_an_option() -> None:
    text = f"{PROSE}\n{PROSE[:20]}{PROSE[21:]}"
    assert get_stage("dedup.near", method="exact")(text) == get_stage("dedup.near")(text) == PROSE
