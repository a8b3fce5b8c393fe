"""Traditional characters in the words of pages: tables and tools are looked up in one script."""

from __future__ import annotations

# Made with OpenCC's t2s: the characters that turn into one of the keys and items known here, and no others.
_TRADITIONAL = (
    "佈來係備價內別則動務問單圍夾實對屬廢彔後復態掃擊擬數時書査條構標機欄氣準瀏為爲狀現當發碼種稱範簽籤糾級組給統維網編織繫聞"
    "聯薦號袷製複規視覽訊記訪設訴註評詞話該詳認語請論護讀讚責貼贊較載輯轉迴過適釘錄錯録錶鍵鏈門閉開間閤閱閲關雲電頁頂題類騰體點"
)
_SIMPLIFIED = (
    "布来系备价内别则动务问单围夹实对属废录后复态扫击拟数时书查条构标机栏气准浏为为状现当发码种称范签签纠级组给统维网编织系闻"
    "联荐号夹制复规视览讯记访设诉注评词话该详认语请论护读赞责贴赞较载辑转回过适钉录错录表键链门闭开间合阅阅关云电页顶题类腾体点"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplify(words: str) -> str:
    """Give words of a page with Simplified characters, for looking them up; the length stays the same.

    >>> simplify("發佈機構：關閉視窗")
    '发布机构：关闭视窗'
    """
    return words.translate(_TABLE)
