"""What people call an organisation for short, made from its full name: keys of low rank.

Chinese universities by the custom of keeping one character of the place and one of the field (上海交通大学:
上海交大; 华东师范大学: 华东师大, 华师大); the academy's institutes (中科院…所); firms without their legal endings, and
names without the country that a register added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from technopole.methods import chinese

# Fields of universities and the character that stands for each.
_FIELDS = {
    "科学技术": "科", "航空航天": "航", "对外经贸": "贸", "外国语": "外", "中医药": "中医", "交通": "交", "师范": "师",
    "科技": "科", "理工": "理", "工业": "工", "工商": "工商", "财经": "财", "经济": "经", "农业": "农", "林业": "林",
    "医科": "医", "药科": "药", "政法": "政", "海洋": "海", "民族": "民", "邮电": "邮", "石油": "石油", "矿业": "矿",
    "地质": "地", "电力": "电", "传媒": "传", "体育": "体", "语言": "语", "建筑": "建", "海事": "海事", "工程": "工程",
    "人民": "人", "电子科技": "电子科", "外贸": "外贸",
}  # fmt: skip

# Places after which universities are named: alone, the name means the place.
_PLACE_NAMES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 "
    "四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 中国 深圳 广州 南京 武汉 杭州 "
    "苏州 宁波 厦门 福州 济南 青岛 大连 沈阳 长春 哈尔滨 西安 成都 昆明 贵阳 南昌 合肥 郑州 长沙 兰州 太原 "
    "石家庄 南宁 海口 银川 西宁 拉萨 呼和浩特 乌鲁木齐 无锡 常州 扬州 南通 徐州 温州 烟台 东北 东南 西北 西南 "
    "华东 华南 华中 华北 中央 首都 国立 国家 台北 高雄 东莞 佛山 珠海 汕头 湖州 绍兴 嘉兴 燕山 三峡 长江 黄河 "
    "东京 大阪 京都"
)
_PLACES = frozenset(_PLACE_NAMES.split())
_REGIONS = {"中国": "中", "华东": "华", "华南": "华", "华中": "华", "华北": "华"}
_HAN_NAME = re.compile(f"[{chinese.HAN}]+")
_FIRM_ENDING = re.compile(r"(?:[（(]集团[)）])?(?:集团)?(?:股份)?(?:有限)(?:责任)?公司$|集团公司$|集团$")
_LATIN_FIRM_ENDINGS = frozenset(
    (
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "plc",
        "gmbh",
        "ag",
        "sa",
        "bv",
        "group",
        "holding",
        "holdings",
    )
)
_LATIN_FIRM_ENDING = re.compile(rf"(?:[\s,]+(?:{'|'.join(sorted(_LATIN_FIRM_ENDINGS))})\b\.?)+$", re.IGNORECASE)
_ADDED_COUNTRY = re.compile(r"\s*[（(][^()（）]{2,40}[)）]\s*$")


def short_names(name: str) -> list[str]:
    """The short forms of a name, without the name itself, each once, the likeliest first.

    >>> short_names("上海交通大学")
    ['上海交大']
    """
    given = plain = name.strip()
    found = []
    if given.endswith((")", "）")):
        plain = _ADDED_COUNTRY.sub("", given)
        found.append(plain)
    if chinese.has_han(plain):
        found.extend(_chinese(chinese.simplify(plain)))
    elif plain.rpartition(" ")[2].casefold().rstrip(".") in _LATIN_FIRM_ENDINGS:
        found.append(_LATIN_FIRM_ENDING.sub("", plain))
    same = (given, chinese.simplify(given))
    return [short for short in dict.fromkeys(found) if len(short) > 1 and short not in same]


def _chinese(name: str) -> Iterator[str]:
    if _HAN_NAME.fullmatch(name):
        if name.endswith("大学") and len(name) > 3:
            yield from _university(name[:-2])
        if name.startswith("中国科学院") and len(name) > 6:
            rest = name.removeprefix("中国科学院")
            yield "中科院" + rest
            if rest.endswith("研究所"):
                yield "中科院" + rest[:-3] + "所"
    without_ending = _FIRM_ENDING.sub("", name)
    if len(without_ending) > 1:
        yield without_ending


def _university(base: str) -> Iterator[str]:
    field = next((field for field in _FIELDS if base.endswith(field) and len(base) > len(field) + 1), None)
    if field is None:
        if base not in _PLACES:
            yield base
        if len(base) == 2:
            yield base[0] + "大"
        return
    place, short = base.removesuffix(field), _FIELDS[field]
    yield f"{place}{short}大"
    if place in _PLACES:
        first = _REGIONS.get(place, place[0])
        if field != "交通":  # 上交大 is said, 上交 and 西交 are others' too
            yield f"{first}{short}大"
        if field in ("理工", "政法"):
            yield place + field
            yield first + field
        elif field in ("财经", "外国语", "科技"):
            yield first + short
