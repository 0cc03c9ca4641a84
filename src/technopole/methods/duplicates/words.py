"""Names of organisations as words that can be compared: no case, accents, width, script variant or legal form, and the
words that mean "university", "hospital", "institute" … in the languages that registers are written in as one word.
"""
# ruff: noqa: SIM905 (read as paragraphs)

import functools
import re
import unicodedata

from technopole.methods.chinese import simplify

LONGEST = 300
"""Characters of a name that are read: longer names of organisations do not exist, but hostile ones do."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "e", "’": "'",
     "‘": "'", "ʻ": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "—": "-"}
)  # fmt: skip
_POSSESSIVE = re.compile(r"'s\b|(?<=s)'(?=\s|$)")
_APOSTROPHES = re.compile(r"\b(?:l|d|dell|all|nell|dall|sull|un|qu)'|'")
_POINTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_COUNTRY_SUFFIX = re.compile(r"\s*\(([^()]*)\)\s*$")
_WORD = re.compile(r"[^\W_]+")
_EAST_ASIAN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")

_LITTLE = frozenset(
    (
        "of the and for in at on to by with from de la le les du des di del della delle dei da do dos das der die "
        "den dem das von vom zu zur zum fur und et y e i a o en el los las un une uno una van voor het een op te og "
        "och i av for til pa w we z ve ile si al el dell all nell der na v s im am im l d"
    ).split()
)
"""Words that say nothing in any of the languages."""

LEGAL = frozenset(
    (
        "ltd limited inc incorporated corp corporation co company llc llp lp plc pty pte gmbh mbh ag kg kgaa se sa "
        "spa srl sarl sas snc bv nv ab aps oy oyj ltda lda kft zrt doo dd sro ooo oao pao jsc ojsc cjsc ev "
        "eingetragener verein gaisha kabushiki kk sdn bhd scrl cv vzw asbl ry ssu"
    ).split()
)
_LEGAL_EAST = re.compile(
    "股份有限公司|有限责任公司|有限公司|株式会社|有限会社|一般社団法人|公益財団法人|独立行政法人|国立研究開発法人|学校法人|医療法人|社団法人|財団法人|公司|주식회사"
)

_CONCEPTS = (
    ("university", "universi univerz uniwers yliopisto egyetem daigaku ulikool universt"),
    ("hospital", "hospit hopita hospic ospedal krankenhaus klinikum spital szpital sjukhus sykehus sygehus ziekenhuis"
     " kantonsspital sairaal korhaz nemocnice bolnica hastane"),
    ("clinic", "clinic clinique klinik clinica"),
    ("institute", "institu instytut ustav intezet isntitut enstitu zavod"),
    ("centre", "center centre centr centro zentrum centar sentr merkez kozpont keskus"),
    ("research", "research recherch forsch ricerc investig pesquis badan badawcz onderzoek forskning vyzkum kutato"
     " arastirma issledovat"),
    ("national", "nation nacional nazional narodn narodow naciona"),
    ("state", "state gosudarst derzhavn stanov estadua stato panstwow"),
    ("school", "school schule ecole escuel scuola escola szkola skola skole schola"),
    ("college", "colleg kolleg kolegium coleg"),
    ("academy", "academ akadem accadem"),
    ("society", "societ sociedad sociedade gesellschaft selskab sallskap"),
    ("association", "associa asocia verband vereinigung stowarzysz asoci yhdistys"),
    ("foundation", "foundat fondat fundac stiftung fondaz stichting stiftelse fondaci fondacij fundacj"),
    ("laboratory", "laborat"),
    ("medical", "medic medyczn meditsin medizin orvos"),
    ("medicine", "medecin"),
    ("technology", "technolog tecnolog tehnolog teknoloj"),
    ("technical", "technic techniq techni tecnic tehnic tekni technisch"),
    ("polytechnic", "polytech politec politech"),
    ("science", "scien cienc scienz wissenschaft nauk ved bilim"),
    ("ministry", "minist"),
    ("department", "departm departam abteilung dipartimento"),
    ("faculty", "facult fakult"),
    ("library", "librar bibliot"),
    ("museum", "muse muze"),
    ("agency", "agenc agentur agenzia"),
    ("regional", "regional region"),
    ("public", "public publi"),
    ("international", "internation internacion internazion"),
    ("federal", "federa feder"),
    ("european", "europ"),
    ("agriculture", "agricult agrar agrono agricol landwirt rolnicz agro"),
    ("engineering", "engineer ingenier ingenieur ingegner inzynier"),
    ("health", "health sante salud saude salute gesundheit zdrow"),
    ("applied", "applied aplicad angewandt appliq applicat stosowan"),
    ("development", "develop desarroll entwickl developp svilupp desenvolv"),
    ("general", "general"),
    ("pedagogical", "pedagog padagog paedagog"),
    ("economics", "economic economie economia ekonomi ekonomicz"),
    ("cancer", "cancer krebs cancro"),
    ("group", "group gruppe groupe grupo gruppo gruppen"),
    ("free", "frei libre"),
    ("christian", "christ"),
    ("environment", "environ umwelt"),
    ("chemistry", "chemistr chimie quimica chemie"),
    ("physics", "physic physik physiq fisic fizyk fizik"),
    ("biology", "biolog"),
    ("history", "histor"),
        ("children", "child kinder enfant infantil pediatr paediatr bambin"),
    ("women", "women woman frauen mujer femme"),
    ("art", "arts art kunst arte"),
    ("city", "city municip stadt ciudad cidade ville"),
    ("south", "south sud sul sur"),
    ("north", "north nord norte"),
    ("east", "east est ost"),
    ("west", "west ouest ovest oeste"),
    ("saint", "saint sankt santa santo san st sainte sao"),
)  # fmt: skip
_WHOLE = frozenset((
    "arts art arte south sud sul sur north nord norte east est ost west ouest ovest oeste saint sankt santa santo "
    "san st sainte sao state stato ved nauk public city ville stadt region group groupe gruppe grupo gruppo agro "
    "frei libre child woman women general"
).split())  # fmt: skip
"""Beginnings above that stand for the whole word only."""

NUMBERS = {
    **{word: str(number) for number, word in enumerate((
        "zero one two three four five six seven eight nine ten"
    ).split())},
    **{
        word: str(number)
        for number, word in enumerate((
            "first second third fourth fifth sixth seventh eighth ninth tenth"
        ).split(), 1)
    },
    **{f"{number}{ending}": str(number) for number in range(1, 100) for ending in ("st", "nd", "rd", "th")},
    **{roman: str(number) for number, roman in enumerate((
        "ii iii iv vi vii viii ix"
    ).split(), 2) if roman != "vi"},
    "vi": "6", "vii": "7", "viii": "8", "ix": "9", "primero": "1", "segundo": "2", "premier": "1", "deuxieme": "2",
    "erste": "1", "zweite": "2", "pervyi": "1", "dai": "",
    **dict(zip("一二三四五六七八九十", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], strict=True)),
}  # fmt: skip

PART = frozenset(
    (
        "school college faculty department institute centre clinic hospital campus branch division unit laboratory "
        "library museum press foundation office section group programme program network museum observatory station "
        "services health dental nursing law business extension alumni trust association society fund journal "
        "graduate chapter region 分院 分校 附属 学院 医院 研究所 研究院 中心 实验室 分公司 系 部"
    ).split()
)
"""Words that, left over on one side, speak of a part of the other or of a body of its own beside it."""


@functools.lru_cache(200_000)
def concept(word: str) -> str:
    """The word that stands for this one in all languages, if it is one of those; else the word itself."""
    if word in _WHOLE_MEANS:
        return _WHOLE_MEANS[word]
    for length in range(min(len(word), 12), 3, -1):
        if (meaning := _BEGINS.get(word[:length])) is not None:
            return meaning
    return word


_WHOLE_MEANS = {start: meaning for meaning, starts in _CONCEPTS for start in starts.split() if start in _WHOLE}
_BEGINS = {start: meaning for meaning, starts in _CONCEPTS for start in starts.split() if start not in _WHOLE}
CONCEPTS = frozenset(meaning for meaning, _ in _CONCEPTS)


def fold(text: str) -> str:
    """Without case, width, accents and script variant.

    >>> fold("Ｕniversité de Genève")
    'universite de geneve'
    """
    text = unicodedata.normalize("NFKD", simplify(text[:LONGEST]).casefold())
    text = "".join(character for character in text if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", text).translate(_LETTERS)


def without_country(name: str) -> tuple[str, str]:
    """The name without the country, town or other addition in brackets at its end, and that addition.

    >>> without_country("Apotex (Canada)")
    ('Apotex', 'Canada')
    """
    name = name[:LONGEST]
    match = _COUNTRY_SUFFIX.search(name)
    return (name[: match.start()], match[1]) if match and match.start() else (name, "")


def words(name: str) -> tuple[str, ...]:
    """The words of a name in their order, each as it is compared: little words and legal forms left out, numbers as
    digits, "Universidad" as "university". Chinese and Japanese text gives its pairs of characters.

    A name of nothing but little words keeps them. Cost: some 10 microseconds.
    """
    return tuple(concept(NUMBERS.get(word, word) or word) for word in _plain(name))


def spelt(name: str) -> str:
    """The words of a name in their order and language, as one text: equal for two names that are spelt alike."""
    return " ".join(_plain(name))


def _plain(name: str) -> list[str]:
    text = fold(name)
    text = _POINTED.sub(lambda match: match[0].replace(".", ""), text)
    text = _APOSTROPHES.sub("", _POSSESSIVE.sub("", text)).replace("&", " and ").replace("+", " plus ")
    found: list[str] = []
    for word in _WORD.findall(text):
        if _EAST_ASIAN.search(word):
            found.extend(_pairs(word))
        else:
            found.append(word)
    return [word for word in found if word not in _LITTLE and word not in LEGAL] or found or [text.strip()[:40]]


def _pairs(word: str) -> list[str]:
    word = _LEGAL_EAST.sub("", word)
    if len(word) < 3:
        return [word] if len(word) == 2 else []
    return [word[start : start + 2] for start in range(len(word) - 1)]


def script(word: str) -> str:
    """The script a name is written in, coarsely: han (with kana), latin, or the block its first letter is in."""
    first = next((character for character in word if character.isalpha()), " ")
    if first < "\u0250":
        return "latin"
    return "han" if _EAST_ASIAN.match(first) else f"{ord(first) >> 8:x}"


@functools.lru_cache(200_000)
def skeleton(word: str) -> str:
    """What is left of a word when spellings of its sounds are put aside: Vjatka and Vyatka, Rhön and Rhoen.

    >>> skeleton("kharkov") == skeleton("kharkiv")
    True
    """
    if not word.isascii() or word.isdigit() or len(word) < 4:
        return word
    text = word.replace("ph", "f").replace("kh", "k").replace("ck", "k").replace("c", "k").replace("q", "k")
    text = text.replace("tz", "z").replace("ts", "z").replace("w", "v").replace("x", "ks")
    text = text[0] + re.sub("[aeiouyjh]", "", text[1:])
    text = re.sub(r"(.)\1+", r"\1", text)
    return text if len(text) > 1 else word
