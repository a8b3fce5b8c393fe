"""What word lists do not tell: how much of running text is marks, kana, syllables, letters and digits.

Shares of running text, in per cent, as rounded estimates of our own. Where characters stand in a string, the first ones are the
most frequent. `build` spreads the share of a group over its members.
"""

from __future__ import annotations

from typing import NamedTuple


class Group(NamedTuple):
    """Characters that share a part of running text.

    Attributes:
        share: what they make up together, in per cent.
        characters: the members, the most frequent first if `decay` is given.
        decay: after how many characters the share of one falls to a third of the first one's; 0 if all are alike.
    """

    share: float
    characters: str
    decay: float = 0.0


def _block(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


HIRAGANA = (
    "のいにたとしるはでなをがてかっれらすまりうこもくあんきさけだよそつえみせめわどおちろやじばびほひごゆべねへげふぶぎずむづぞぼざ"
    "ょゃぐげゅぬぜぱぽぴぷぺぁぃぇぉぅぢゞゝゎゐゑ"
)
KATAKANA = (
    "ーンスルトアラリイクッドレシタジフマロテプサムコニィデメグバオウカキュチナブパャノツエハビダセョミネズガモボポホワピベケソ"
    "ェァヤザォペゴユヒゲギヨヘゼヴゾヌヂヅヲヮヶヵ"
)
#: Syllables that make up most of any Korean text, the frequent ones first.
HANGUL = (
    "이다는을의에가고하은로지기사한서를인도자어대들리아있그해나과시정일수부보전여제으주니것상장적게만화원안동라조국신구면러성"
    "와경선때연관공용무중세우스당되위모비개내소실물요발생명계산할없진유치었거음문방업민마오체않회던입저재습결했간말학같분심바"
    "남영호종월식며감금려행특북규된될년더통린른까많피품트드처표속강데터였차히알점양미력달합현교출받각별직본크노집권론건외육급"
)
#: Syllables that are common, too, in no order.
HANGUL_COMMON = (
    "책밤밖손눈길꽃새람곳땅벽창옷밥술불빛꿈힘글앞뒤옆끝코목류복축패폭홍황휴흔흘흥희혼환활획효후훈태탁탄탈택토톤퇴투틀팀파판팔편평"
    "폐포푸풀풍플핀필핑함항핵향허헌험혁협형혜케켜켓콘클키킬타털테텔템튜냐너넘네녀녹논놀농높놓누늘능늦닌님단닫담답닭댁덕독돈돌두둘"
    "듣등디딩따떠떤떻또뜻란랑래랜량런럼레렉렌렇련령례록롯료룡루룹률르름릇릴림립링막망맞매맥맨머먹먼멀메몇몬몰못몸묘묵묻믿밀밑박반"
    "밝배백버벗베벤변병볼봉봐붙브블빌빠빨빼뻐뿐삼삶색샤석섞설섬섭센셔솔송쇼숙순숨숫쉬쉽슬승싫십싸쌍써썼쓰씨씩악앉았암애액야약얀얘"
    "억언얻얼엄엇역열염예옛옥온올옮완왔왕왼욕욱운울움웃웅워웨웬윈윤율융읽임잇잊잎잃작잔잖잘잠잡쟁절젊접젖젠져졌족존졸좀좁좋좌죄죽"
    "준줄즈즉즐증질짐짓징짜짝째쪽찍착찬찰참찾채척천철첫청초촌총최추춘충취측층칙친침칭카칸칼캐커컬컴켰콜콩쾌쿠쿄큰탔톱틴팅팬퍼페펴"
    "펼프핸헤혀혈혹홀확횟훌휘흐흑흙흡흰"
)
#: Frequent kanji in Japanese forms.
KANJI = (
    "日一国人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語"
    "土木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意不作用度強公持野以"
    "思家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住真有口少町料工建空急止送切転研足究楽起着店病質待"
    "試族銀早映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛"
    "魚兄犬妹姉漢部議民連対市内相定回選米実関決全表戦経最現調化当約首法性的要制治務成期取都和機平加受続進数記初指権支点報済"
    "活原共得解交資予向際勝面告反判認参利組信在件側任引求所次昨論官増係感情投示変打直両式確果容必演歳争談能位置流格疑過局放常"
    "状球職与供役構割身費付由説難優夫収断石違消神番規術備宅害配警育席訪乗残想線存"
)
#: Written Cantonese: characters that dictionaries of the standard language hardly have.
CANTONESE = "嘅係唔佢咗喺哋嘢啲冇咁嗰乜嚟睇嘥攞諗瞓搵哂晒啦喎噉嘞吖囉啩嗱冚閪孭揸氹埗邨嘢嗌嗮掂揾唥啱咩咪噃"

_DIGITS = Group(3.0, "0123456789")
_SPACES = Group(2.0, " \n\r\t\f", 1.0)
_LOWER = Group(4.0, "etaoinsrhldcumfpgwybvkxjqz", 9.0)
_UPPER = Group(0.7, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SIGNS = Group(1.3, ".,-/:()_\"'=;<>*%&#+!?@[]|~$\\`{}^", 12.0)
_ASCII = (_DIGITS, _SPACES, _LOWER, _UPPER, _SIGNS)

_WIDE_LETTERS = Group(0.2, _block(0xFF10, 0xFF19) + _block(0xFF21, 0xFF3A) + _block(0xFF41, 0xFF5A))
_SYMBOLS = Group(0.08, "●■★◆→○▲①②③※□△☆④⑤℃◎▼◇⑥←×±≥≤≈÷∶√∞↑↓⑦⑧⑨⑩°′″·§™®©€£¥￥№")
_LINES = Group(0.03, _block(0x2500, 0x257F))
_SIGNS_OF_BMP = Group(0.02, _block(0x2010, 0x205E) + _block(0x2100, 0x2BFF) + _block(0x3003, 0x303F) + _block(0x3200, 0x33FF))
_NUMERALS = Group(0.02, _block(0x2160, 0x217B) + _block(0x2460, 0x249B) + _block(0x3220, 0x3229))
_GREEK = Group(0.02, _block(0x391, 0x3A1) + _block(0x3A3, 0x3A9) + _block(0x3B1, 0x3C9))
_CYRILLIC = Group(0.02, _block(0x410, 0x44F) + "ёЁ")
_ACCENTED = Group(0.05, _block(0xC0, 0x17F) + "āáǎàēéěèīíǐìōóǒòūúǔùü")
_LATIN_SIGNS = Group(0.01, _block(0xA1, 0xBF).replace("\xad", ""))
_BOPOMOFO = Group(0.003, _block(0x3105, 0x3129))
_NO_BREAK_SPACES = Group(0.02, "\u00a0\ufeff\u200b")
_WIDE_SIGNS = Group(0.1, "％＋－／＝＊＆＂＇＿｜＜＞＃＠～＄［］｛｝＼＾｀．，：；（）！？")
_ANYWHERE = (
    _WIDE_LETTERS,
    _SYMBOLS,
    _LINES,
    _SIGNS_OF_BMP,
    _NUMERALS,
    _GREEK,
    _CYRILLIC,
    _ACCENTED,
    _LATIN_SIGNS,
    _BOPOMOFO,
    _NO_BREAK_SPACES,
    _WIDE_SIGNS,
)
_KANA_IN_CHINESE = Group(0.03, HIRAGANA + KATAKANA)
_HANGUL_ELSEWHERE = Group(0.02, HANGUL)

#: The groups of each language; Han characters come from word lists, see `HAN_SHARES`.
GROUPS = {
    "hans": (
        *_ASCII,
        *_ANYWHERE,
        Group(13.0, "，。、：“”（）《》！？；—…　·「」【】‘’％～『』〈〉－．〔〕", 6.0),
        _KANA_IN_CHINESE,
        _HANGUL_ELSEWHERE,
    ),
    "hant": (
        *_ASCII,
        *_ANYWHERE,
        Group(13.0, "，。、「」：（）！？；《》…—　・·『』“”【】～％〈〉﹑‧‘’－．〔〕︰﹔﹕", 6.0),
        Group(0.3, CANTONESE, 12.0),
        _KANA_IN_CHINESE,
        _HANGUL_ELSEWHERE,
    ),
    "ja": (
        *_ASCII,
        *_ANYWHERE,
        Group(9.0, "、。「」・（）　！？…々：―『』～【】／％〜－＝〈〉《》〇※＆＋．，“”‘’", 4.5),
        Group(44.0, HIRAGANA, 15.0),
        Group(11.0, KATAKANA, 22.0),
        Group(0.05, _block(0xFF61, 0xFF9F)),
        _HANGUL_ELSEWHERE,
    ),
    "ko": (
        *_ASCII,
        *_ANYWHERE,
        Group(14.0, " \n.,", 0.6),
        Group(1.5, "‘’“”·…「」『』《》〈〉ㆍ―～、。，：（）！？　※", 5.0),
        Group(0.1, _block(0x3131, 0x318E)),
        _KANA_IN_CHINESE,
    ),
    # Text in UTF-16 in any other language: the share of a script is that in a text of its own.
    "other": (
        *(Group(4 * group.share, group.characters, group.decay) for group in _ASCII),
        *_ANYWHERE,
        Group(8.0, "“”‘’—–…«»„•·¿¡°€\u00a0", 6.0),
        Group(12.0, _block(0xC0, 0xFF)),
        Group(6.0, _block(0x100, 0x17F)),
        Group(60.0, _block(0x386, 0x3CE)),
        Group(60.0, _block(0x400, 0x45F)),
        Group(60.0, _block(0x5B0, 0x5F4)),
        Group(60.0, _block(0x60C, 0x6FF)),
        Group(60.0, _block(0x900, 0x97F)),
        Group(60.0, _block(0x980, 0xDFF)),
        Group(60.0, _block(0xE01, 0xE5B)),
        Group(40.0, _block(0xE80, 0x137F)),
        Group(40.0, _block(0x1780, 0x18AF)),
        Group(12.0, _block(0x1E00, 0x1FFF)),
    ),
}
#: What Han characters make up, in per cent.
HAN_SHARES = {"hans": 75.0, "hant": 75.0, "ja": 25.0, "ko": 0.8, "other": 0.02}
#: What Hangul syllables make up in Korean, in per cent: those of `HANGUL`, of `HANGUL_COMMON`, others of KS X 1001, all the rest.
HANGUL_SHARES = (54.0, 8.0, 2.0, 0.03)
