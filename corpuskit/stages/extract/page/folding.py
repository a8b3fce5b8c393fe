"""Traditional and full-width characters in the words of pages: tables and tools are looked up in one form."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

# Made with OpenCC: the characters that words known here have in Traditional text, and no others.
_TRADITIONAL = (
    "佈來侷係俬個們側備傢傳僅價內兩冊別則動務區協卽參員問啓啟單噹嚴囌國圍圖埰執報場夾寀實寧審寶專對導屬幫廢廣彆彔後復態懞懷戶掃採擊據擬攝數於時晉暫書會朮査條業構樓標機檯欄權歡歸氣沒準滬濛瀏為無熱營爲狀現瓊當發盜監眞眾矇確碼礙"
    "種稱箇節範簡簽籤粵糾約紅級終組結絕絡給統絶經綫維網綵線編縣縮總織繫繳纔習聞聯聲聽脩腦臺與興舉舊萬蒐蔘薦藍蘇處號衆術衕袷裝製複覆覈見規視覽觀訂計訊記訪設許訴註証評詞詢話該詳認語誠說説請論諮謝證識譯議護讀讓讚責貴貼資購贊贛較"
    "載輯轉辦迴這連週運過違適選遼還郵鄭釘鈕錄錯録錶鍵鏈鏡長門閉開間閤閩閱閲關陝隱隻雲電頁頂預領頭頻題類顧颱饋騰體髮魯麪麫麵麼麽點齣"
)
_SIMPLIFIED = (
    "布来局系私个们侧备家传仅价内两册别则动务区协即参员问启启单当严苏国围图采执报场夹采实宁审宝专对导属帮废广别录后复态蒙怀户扫采击据拟摄数于时晋暂书会术查条业构楼标机台栏权欢归气没准沪蒙浏为无热营为状现琼当发盗监真众蒙确码碍"
    "种称个节范简签签粤纠约红级终组结绝络给统绝经线维网彩线编县缩总织系缴才习闻联声听修脑台与兴举旧万搜参荐蓝苏处号众术同夹装制复复核见规视览观订计讯记访设许诉注证评词询话该详认语诚说说请论咨谢证识译议护读让赞责贵贴资购赞赣较"
    "载辑转办回这连周运过违适选辽还邮郑钉钮录错录表键链镜长门闭开间合闽阅阅关陕隐只云电页顶预领头频题类顾台馈腾体发鲁面面面么么点出"
)
_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_TABLE = str.maketrans(_TRADITIONAL + _WIDE + "\u3000\xa0", _SIMPLIFIED + "".join(map(chr, range(0x21, 0x7F))) + "  ")


def simplify(words: str) -> str:
    """Give words of a page with Simplified characters and half-width signs, for looking them up; the length stays the same.

    >>> simplify("發佈機構：關閉視窗")
    '发布机构:关闭视窗'
    """
    return words.translate(_TABLE)


@cache
def forms() -> dict[str, str]:
    """Give for each folded character all the characters that are folded to it, itself included.

    >>> forms()["码"], forms()[":"]
    ('码碼', ':：')
    """
    found: defaultdict[str, str] = defaultdict(str)
    for source, target in _TABLE.items():
        found[chr(target)] += chr(source)
    return {target: target + sources for target, sources in found.items()}
