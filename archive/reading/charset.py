"""Finds the charset of bytes and decodes them.

In: bytes. Out: the name of the charset; the text with U+FFFD for each damaged character, in NFC, with lines ended by
\\n and without control characters.

Nobody is asked for the charset. Bytes that are valid UTF-8 are UTF-8. Any others are decoded in each charset below, and
the text with the most everyday characters wins.
"""

import codecs
import re
import unicodedata

from archive.reading.damage import LOST, REPLACEMENT, damage_of, doubts_of_damage
from archive.reading.document import Damage, Decoded, Doubt
from text.script import script_of

_SAMPLE = 65536  # bytes: enough to distinguish charsets, and a multiple of the width of each
_MENDED_SAMPLE = 4096
_GOOD = 0.55  # plausibility of undamaged text
_NO_TEXT = -0.5
_MENDED_AT_MOST = 500_000  # bytes of damaged lines: mending them takes about a second
_CHARSETS = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# The everyday characters of both scripts, by their frequency in news and encyclopedias.
_COMMON = (
    "的国中在一人和了大发会新作年是全有为方展出要行民地进家合央上联业对政成部不关动视实同个到"
    "网来经天开生消多主息重工平这加播时强建力等闻以区化日法高今公共前表两务员机近将总长系现面"
    "理我利定持议过通党好体事于制能与设分们下就本用改市推各目学后次产号交提委度文领保习月自安"
    "示战他社美问基当治道里入点资第海正济亚最也军场内路组克题斯统调三十台增心外深导间名西向从"
    "院电得活代明者小创北起水已万府信特席立记期还更际说项村意报革金决都任达众相续南并之造首及"
    "农位可子举科布世着式施界拉企东指规解车流互门元队取书性协局坚山比京受程量结情应支尔域运巴"
    "被见团步双此放其案常广查群件投老省计教城办二马把品参德织级接而风技华处极江管数求所节手四"
    "服李友愿带护收据气由义专医责集干反精去育俄标线传物纪非确访罗积使完看认严做空落果种打权至"
    "研届术张境环构让商口亿略转别源难司救格势批话论先回防快策监始航继促边击供变州稳选原整准断"
    "切些助少但没望型益阿因五走给客列欧每维县善约审警國為於後時學軍會與發區東來個對這經戰並動"
    "亞開長爾內統業過現機進馬稱將聯羅產間當球體電王華權種島帝義總關朝史灣約兩數然議古著設領或"
    "員紀士從族達語則臺黨隊車尼運英河如縣星港直場實蘭組賽選認土們書濟傳萬林結屬影爭說計變包太"
    "洲資皇形漢術維際務擊廣決條米帶報居卡線歐無蘇視還舉據派命宗導張納武即蒙兵清陸論曾石處許規"
    "歷該邦攻香很別團類校強亦點鐵較早風福又括易言功韓劉繼除官門字夫仍初再威且網響應奧普隨沒神"
    "獲氣根只轉龍構它宣失興令光置未周衛圖伊質續參站色称赛鱼龙鳍岛语类条头湾食属无音则兰乐该陆"
    "铁具较版齿演获角单女郡身白足背连骨游离花片冠侧往黄画剧印尾街历蛇阳红师汉奥枚牠青黑层湖知"
    "堂引"
)
_PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉「」『』【】—…·　％０１２３４５６７８９"
_EVERYDAY = frozenset(_COMMON + _PUNCTUATION)

# The CJK radicals that some PDFs contain, and the characters they replace, by Unicode's EquivalentUnifiedIdeograph.
# The Kangxi radicals need no table because NFKC replaces them.
_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭"
    "⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙"
    "⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_CHARACTERS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻"
    "𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦"
    "页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_CHANGES: dict[int, str | None] = dict(zip(map(ord, _RADICALS), _CHARACTERS, strict=True))
_CHANGES |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_CHANGES |= dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_CHANGES |= dict.fromkeys([0x00AD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)])
_CHANGES |= dict.fromkeys(range(0x2060, 0x2070))
_LINE_ENDS = dict.fromkeys([0x0A, 0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
_CHANGES |= {0x09: "\t", **_LINE_ENDS}
_HANDLER = "archive.lost"


class UnreadableFile(ValueError):
    """This archive cannot read the bytes. The message says why in English, and `code` in one word.

    Codes of any text: binary, empty, large, illegible. Codes of other formats: damaged, encrypted, textless, bomb,
    nested, crowded, slow, crashed.
    """

    def __init__(self, message: str, code: str = "illegible") -> None:
        super().__init__(message)
        self.code = code


def decoded_as(
    text: str, charset: str, doubts: tuple[Doubt, ...] = (), damage: tuple[Damage, ...] | None = None
) -> Decoded:
    """A decoded text with its script and the doubts about its damage. Raises `UnreadableFile` if too much is lost.

    `damage` is the damage that `read_tidy` found. If it is None, the U+FFFD in the text are counted.
    """
    lost = text.count(REPLACEMENT)
    if lost > max(8, len(text) // 5):
        raise UnreadableFile(f"not text: {lost} of {len(text)} characters cannot be decoded")
    if damage is None:
        damage = damage_of(text)
    return Decoded(text, charset, script_of(text), (*doubts, *doubts_of_damage(damage)), damage)


def charset_of(data: bytes) -> tuple[str, bytes]:
    """The charset, and the bytes without their byte order mark. Raises `UnreadableFile`."""
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return charset, data[len(mark) :]
    best = "utf-8" if b"\x00" not in data and _is_utf8(data) else _likeliest(data)
    sample = data[:_SAMPLE]
    controls = sum(byte < 9 or 14 <= byte < 32 for byte in sample)
    if not best.startswith("utf-16") and controls > len(sample) // 50 + 4:
        raise UnreadableFile(f"binary file: {controls} control bytes in the first {len(sample)}", "binary")
    return best, data


def _likeliest(data: bytes) -> str:
    """The charset that gives the most plausible text. If no charset gives a good one, damage is mended first."""
    sample = data[:_SAMPLE]
    scores = {charset: _plausibility(sample.decode(charset, "replace")) for charset in _CHARSETS}
    if max(scores.values()) < _GOOD:
        sample = data[:_MENDED_SAMPLE]
        scores = {charset: _plausibility(read_as(sample, charset)) for charset in _CHARSETS}
    best = max(_CHARSETS, key=scores.__getitem__)
    if scores[best] < _NO_TEXT:
        raise UnreadableFile("not text in UTF-8, UTF-16, GB18030 or Big5")
    return best


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _plausibility(text: str) -> float:
    """How everyday the characters are on average, from -3 to 1."""
    return sum(map(_worth, text)) / max(1, len(text))


def _worth(char: str) -> float:
    if char in _EVERYDAY:
        return 1.0
    if "\u4e00" <= char <= "\u9fff":  # not the rare characters: a wrong charset gives those
        return -0.2
    if " " <= char <= "~" or char in "\n\r\t":
        return 0.4
    if char == REPLACEMENT or "\ue000" <= char <= "\uf8ff":
        return -3.0
    return -1.0


def read_as(data: bytes, charset: str) -> str:
    """The text of bytes in a known charset, with U+FFFD for damaged bytes."""
    return _shown(_marked(data, charset), charset)


def read_tidy(data: bytes, charset: str) -> tuple[str, tuple[Damage, ...]]:
    """The tidy text of bytes in a known charset, and the damage of each line."""
    marked = _with_plain_line_ends(_marked(data, charset))
    return _shown(tidy(marked), charset), damage_of(marked)


def _shown(marked: str, charset: str) -> str:
    """The text with U+FFFD for each damaged place. In UTF-16 each two bytes count, so that binary data shows."""
    if charset.startswith("utf-16"):
        return re.sub(f"{LOST}{{1,2}}", REPLACEMENT, marked)
    return re.sub(f"[{LOST}{REPLACEMENT}]+", REPLACEMENT, marked)


def _mark_lost(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return LOST * (error.end - error.start), error.end


codecs.register_error(_HANDLER, _mark_lost)


def _marked(data: bytes, charset: str) -> str:
    """The text with LOST for each byte that cannot be decoded."""
    text = data.decode(charset, _HANDLER)
    if LOST not in text or charset.startswith("utf-"):
        return text
    lines = data.split(b"\n")
    damaged = {line for line in lines if LOST in line.decode(charset, _HANDLER)}
    if sum(map(len, damaged)) > _MENDED_AT_MOST:
        return text
    mended = {line: _mended(line, charset) for line in damaged}
    return "\n".join(mended.get(line) or line.decode(charset) for line in lines)


def _mended(line: bytes, charset: str) -> str:
    """The text of a damaged line that loses least.

    A lost byte would shift all pairs of bytes after it. So the line is cut into single bytes, pairs and lost bytes in
    the way that gives the best characters.
    """
    best: list[tuple[float, int]] = [(0.0, 0)] * (len(line) + 1)
    for end in range(1, len(line) + 1):
        steps = (size for size in (1, 2, 4) if size <= end)
        best[end] = max(
            (best[end - size][0] + size * _step_worth(line[end - size : end], charset), size) for size in steps
        )
    chars: list[str] = []
    end = len(line)
    while end:
        size = best[end][1]
        char = _one(line[end - size : end], charset)
        chars.append(LOST * size if char == REPLACEMENT else char)
        end -= size
    return "".join(reversed(chars))


def _step_worth(piece: bytes, charset: str) -> float:
    """How plausible a piece is as one character, for each of its bytes."""
    char = _one(piece, charset)
    return -4.0 if char == REPLACEMENT else _worth(char)


def _one(piece: bytes, charset: str) -> str:
    char = piece.decode(charset, "replace")
    return char if len(char) == 1 else REPLACEMENT


def tidy(text: str) -> str:
    """The text in NFC, with lines ended by \\n, without control characters, with radicals replaced by characters."""
    return unicodedata.normalize("NFC", _with_plain_line_ends(text).translate(_CHANGES))


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
