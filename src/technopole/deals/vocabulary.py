"""The words that deals may use. How they are called on pages stands in `words`."""

from collections.abc import Mapping

SELLER, BUYER = "seller", "buyer"
SIDES = (SELLER, BUYER)
OTHER: Mapping[str, str] = {SELLER: BUYER, BUYER: SELLER}

CONTRACT_KINDS = ("development", "transfer", "licence", "consulting", "service")
"""The kinds of technology contract of the Civil Code, in force since 2021."""

FIELDS = (
    "electronics", "urban_social", "manufacturing", "aerospace", "biology_medicine", "materials", "energy",
    "environment", "agriculture", "nuclear", "transport",
)  # fmt: skip
"""The fields of technology by which the statistics of technology markets are told."""

PARTY_TYPES = ("firm", "university", "institute", "government", "person", "abroad")
IP_KINDS = ("patent", "software", "know_how", "variety", "layout", "none")
PROGRAMMES = ("national", "provincial", "municipal", "own")

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "CHF", "SGD", "KRW")
HELP_KINDS = (
    "valuation", "legal", "patent", "testing", "finance", "translation", "due_diligence", "scale_up", "other",
)  # fmt: skip
EXCLUSIVITIES = ("exclusive", "sole", "non_exclusive")
MODES = (
    "transfer", "licence_exclusive", "licence_sole", "licence_non_exclusive", "equity", "codevelopment", "service",
    "sale", "investment",
)  # fmt: skip

ROUNDS = ("end", "year1", "year3")
"""When both sides are asked what came of a deal."""

PROVINCES: Mapping[str, tuple[str, str]] = {
    "CN-BJ": ("Beijing", "北京"), "CN-TJ": ("Tianjin", "天津"), "CN-HE": ("Hebei", "河北"),
    "CN-SX": ("Shanxi", "山西"), "CN-NM": ("Inner Mongolia", "内蒙古"), "CN-LN": ("Liaoning", "辽宁"),
    "CN-JL": ("Jilin", "吉林"), "CN-HL": ("Heilongjiang", "黑龙江"), "CN-SH": ("Shanghai", "上海"),
    "CN-JS": ("Jiangsu", "江苏"), "CN-ZJ": ("Zhejiang", "浙江"), "CN-AH": ("Anhui", "安徽"),
    "CN-FJ": ("Fujian", "福建"), "CN-JX": ("Jiangxi", "江西"), "CN-SD": ("Shandong", "山东"),
    "CN-HA": ("Henan", "河南"), "CN-HB": ("Hubei", "湖北"), "CN-HN": ("Hunan", "湖南"),
    "CN-GD": ("Guangdong", "广东"), "CN-GX": ("Guangxi", "广西"), "CN-HI": ("Hainan", "海南"),
    "CN-CQ": ("Chongqing", "重庆"), "CN-SC": ("Sichuan", "四川"), "CN-GZ": ("Guizhou", "贵州"),
    "CN-YN": ("Yunnan", "云南"), "CN-XZ": ("Tibet", "西藏"), "CN-SN": ("Shaanxi", "陕西"),
    "CN-GS": ("Gansu", "甘肃"), "CN-QH": ("Qinghai", "青海"), "CN-NX": ("Ningxia", "宁夏"),
    "CN-XJ": ("Xinjiang", "新疆"), "CN-HK": ("Hong Kong", "香港"), "CN-MO": ("Macao", "澳门"),
    "CN-TW": ("Taiwan", "台湾"),
}  # fmt: skip
"""ISO 3166-2:CN, so that flows between provinces can be told; elsewhere the country is enough."""


def country(place: str) -> str:
    """The country of a place: `CN` of `CN-SH`, `DE` of `DE`."""
    return place[:2]
