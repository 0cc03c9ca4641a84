"""Sentences of titles and texts with places for words, each in English and Chinese, which say the same.

A place is a letter for what stands there and a number: O object, P part, M material, R process, Y property, B problem,
U use, Q quality, A action, S stage, T asset, I industry, N a number, C1 a model, C2 a chemical, C3 a made-up product
name. `aP1` has its article before it, `cO1` begins with a capital, `caP1` both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

TITLES = (
    ("{cQ1} {O1} for {U1}", "一种用于{U1}的{Q1}{O1}"),
    ("Method for {A1} {aO1} based on {R1}", "一种基于{R1}的{O1}{A1}方法"),
    ("{cO1} with {P1} and {P2}", "具有{P1}和{P2}的{O1}"),
    ("{cR1} process using {M1} for improved {Y1}", "采用{M1}提高{Y1}的{R1}工艺"),
    ("{cM1} treated by {R1} for {U1}", "一种{U1}用{M1}的{R1}方法"),
    ("System and method for reducing {B1} in {aO1}", "抑制{O1}{B1}的系统及方法"),
    ("{C3} {Q1} {O1} and its use in {U1}", "“{C3}”{Q1}{O1}及其在{U1}中的应用"),
    ("Device for {A1} the {P1} of {aO1} in {U1}", "一种{U1}用{O1}{P1}{A1}装置"),
)
OPENINGS = (
    (
        "The {O1} comprises {aP1}, {aP2} and a unit for {A1}; {R1} is used to raise the {Y1} and to limit {B1}.",
        "该{O1}包括{P1}、{P2}以及{A1}单元，通过{R1}提高{Y1}，并限制{B1}。",
    ),
    (
        "The invention relates to {aQ1} {O1} in which {M1} is combined with {aP1} so that {B1} can be suppressed"
        " without loss of {Y1}.",
        "本发明涉及一种{Q1}{O1}，将{M1}与{P1}相结合，在不损失{Y1}的前提下抑制{B1}。",
    ),
    (
        "A method of {R1} is disclosed, in which {M1} and {M2} are brought to {aP1} at {N1} °C and the {Y1} is adjusted"
        " step by step.",
        "公开了一种{R1}方法，在{N1}℃下将{M1}和{M2}送至{P1}，并分步调节{Y1}。",
    ),
    (
        "Known solutions for {U1} suffer from {B1} and {B2}; the {Q1} {O1} described here avoids both by means of"
        " {aP1}.",
        "现有面向{U1}的方案存在{B1}和{B2}问题，本{Q1}{O1}借助{P1}同时避免了这两个问题。",
    ),
    (
        "The {O1} of the {C3} series joins {aP1} with {R1} and {M1}, and was developed for {U1} with its known {B1}.",
        "“{C3}”系列{O1}将{P1}、{M1}与{R1}相结合，专为易发生{B1}的{U1}场景开发。",
    ),
    (
        "Our team has developed {aQ1} {O1} based on {M1}, whose {Y1} is improved by {R1} together with {R2}.",
        "团队研制了基于{M1}的{Q1}{O1}，通过{R1}并结合{R2}改善其{Y1}。",
    ),
)
MIDDLES = (
    (
        "Compared with the prior art, {B1} could be reduced by {N2} % and the {Y2} rose by {N3} %.",
        "与现有技术相比，{B1}减少{N2}%，{Y2}提高{N3}%。",
    ),
    (
        "{caP2} made of {M2} carries {C2} in a share of {N4} % by mass, which keeps {B2} under control during {R2}.",
        "由{M2}制成的{P2}含有质量分数为{N4}%的{C2}，可在{R2}过程中控制{B2}。",
    ),
    (
        "During {R1} the {Y1} is measured every {N1} ms and corrected by {aP2}, so that {B2} cannot occur.",
        "在{R1}过程中每{N1}毫秒测量一次{Y1}，并由{P2}进行修正，从而避免{B2}。",
    ),
    (
        "Tests of model {C1} over {N5} hours in {U1} showed a stable {Y2} and no {B1}.",
        "{C1}型样机在{U1}中连续运行{N5}小时，{Y2}保持稳定，未出现{B1}。",
    ),
    (
        "A layer of {C2} between the {P1} and the {P2} lowers {B1}; it is {N3} µm thick.",
        "{P1}与{P2}之间设有{N3}微米厚的{C2}层，可降低{B1}。",
    ),
    (
        "The design is {Q2}, needs no change of existing lines and can be joined with {R2} as well as with {M2}.",
        "该设计{Q2}，无需改造现有产线，可与{R2}及{M2}配合使用。",
    ),
    (
        "Data from {N5} samples were used to set up {R1}, and the {Y1} reached {N2} % of its theoretical limit.",
        "利用{N5}个样本的数据建立{R1}，{Y1}达到理论极限的{N2}%。",
    ),
    (
        "For {U2} the same principle is used with {M2} instead of {M1}, at a cost that is {N3} % lower.",
        "在{U2}中以{M2}代替{M1}，采用同一原理，成本降低{N3}%。",
    ),
)
CLOSINGS = (
    ("It is suited to {U1} and {U2}.", "适用于{U1}和{U2}。"),
    ("The technology has reached {S1}; we offer {T1}.", "该技术已达到{S1}阶段，可提供{T1}。"),
    ("Partners among {I1} in {U1} are sought for {S1}.", "现面向{U1}领域的{I1}征集合作伙伴，共同开展{S1}。"),
    ("Trials with {I1} are under way in {U2}, and {T1} can be handed over.", "正与{I1}在{U2}中开展试用，可交付{T1}。"),
    ("Further claims concern {aO2} and its use for {U2}.", "进一步的权利要求涉及{O2}及其在{U2}中的用途。"),
    ("It can take the place of {C3} products in {U2}.", "可在{U2}中替代{C3}类产品。"),
)  # fmt: skip

SLOTS = (
    "O1", "O2", "P1", "P2", "M1", "M2", "R1", "R2", "Y1", "Y2", "B1", "B2", "U1", "U2", "Q1", "Q2", "A1", "S1", "T1",
    "I1", "N1", "N2", "N3", "N4", "N5", "C1", "C2", "C3",
)  # fmt: skip
_PLACE = re.compile(r"\{(c?a?)([A-Z][0-9])\}")


class Sentence(NamedTuple):
    """A sentence as Python fills it fastest: its text with %s, and what takes the words out of a row of them."""

    text: str
    words: Callable[[Any], Any]


def slots(english: bool) -> list[str]:
    """The names of all forms of words that the sentences of a language need, in the order of their rows."""
    found = {
        marks + name
        for group in (TITLES, OPENINGS, MIDDLES, CLOSINGS)
        for pair in group
        for marks, name in _PLACE.findall(pair[0 if english else 1])
    }
    return sorted(found)


def compiled(group: tuple[tuple[str, str], ...], english: bool) -> list[Sentence]:
    """The sentences of a group in one language."""
    at = {name: place for place, name in enumerate(slots(english))}
    made = []
    for pair in group:
        text = pair[0 if english else 1]
        places = [at[marks + name] for marks, name in _PLACE.findall(text)]
        assert len(places) > 1, text  # itemgetter of one gives no tuple
        made.append(Sentence(_PLACE.sub("%s", text.replace("%", "%%")), itemgetter(*places)))
    return made
