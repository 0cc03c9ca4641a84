"""What is given out as statistical data: three dataflows, each with its dimensions and attributes.

- INDICATORS: for each indicator, place and period the one figure that is shown; what others say is in STATEMENTS.
- STATEMENTS: all that was ever said, each statement by itself, with its source, publication date and status.
- COMPUTED: what was computed from records, in all and by the members of its disaggregations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

VERSION = "1.0"
TIME = "TIME_PERIOD"
MEASURE = "OBS_VALUE"
_NOT_IN_A_CODE = re.compile(r"[^A-Za-z0-9_@$-]")
_NOT_IN_AN_AGENCY = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True)
class Component:
    """A dimension or attribute: its id, its names, and the code list that it takes its values from, if one."""

    id: str
    en: str
    zh: str
    codes: str = ""

    @property
    def names(self) -> dict[str, str]:
        return {"en": self.en, "zh": self.zh}


@dataclass(frozen=True)
class Flow:
    """A dataflow; its dimensions in the order of the key, the period last."""

    id: str
    en: str
    zh: str
    dimensions: tuple[Component, ...]
    attributes: tuple[Component, ...]

    @property
    def key(self) -> tuple[Component, ...]:
        """The dimensions that a series' key is made of: all but the period."""
        return self.dimensions[:-1]


FREQ = Component("FREQ", "Frequency", "频率", "CL_FREQ")
INDICATOR = Component("INDICATOR", "Indicator", "指标", "CL_INDICATOR")
REF_AREA = Component("REF_AREA", "Place", "地区", "CL_AREA")
STATEMENT = Component("STATEMENT", "Statement", "记录")
DIMENSION = Component("DIMENSION", "Disaggregated by", "细分维度")
MEMBER = Component("MEMBER", "Member of the disaggregation", "细分项")
PERIOD = Component(TIME, "Period", "时期")
VALUE = Component(MEASURE, "Value", "数值")
OBS_STATUS = Component("OBS_STATUS", "Status of the observation", "观测状态", "CL_OBS_STATUS")
STATUS = Component("STATUS", "Status as this centre words it", "本中心所用状态", "CL_STATUS")
UNIT = Component("UNIT_MEASURE", "Unit", "计量单位")
MULTIPLIER = Component("UNIT_MULT", "Power of ten that the unit counts by", "单位乘数（10的幂）")
DECIMALS = Component("DECIMALS", "Decimals that are shown", "显示小数位数")
QUALIFIER = Component("QUALIFIER", "How the source qualifies the figure", "来源对数值的限定")
PUBLISHED = Component("PUBLISHED", "When it was published", "发布日期")
SOURCE = Component("SOURCE", "Source", "来源")
COMMENT = Component("COMMENT_OBS", "Note", "说明")
OTHERS = Component("OTHERS", "Other statements about this period", "同期其他记录数")
RECORDS = Component("RECORDS", "Records counted", "计入记录数")
DATA = Component("DATA_VERSIONS", "Versions of the data", "数据版本")
MEASURED = Component("MEASURED_AT", "When it was computed", "计算时间")
COVERAGE = Component("COVERAGE", "What part of the world the data covers", "数据覆盖范围")

FLOWS: Mapping[str, Flow] = {
    flow.id: flow
    for flow in (
        Flow(
            "INDICATORS",
            "Indicators: the figure that is shown for each period",
            "指标：各时期采用的数值",
            (FREQ, INDICATOR, REF_AREA, PERIOD),
            (OBS_STATUS, STATUS, UNIT, MULTIPLIER, DECIMALS, QUALIFIER, PUBLISHED, SOURCE, COMMENT, OTHERS),
        ),
        Flow(
            "STATEMENTS",
            "Indicators: every statement of every source",
            "指标：各来源的全部记录",
            (FREQ, INDICATOR, REF_AREA, STATEMENT, PERIOD),
            (OBS_STATUS, STATUS, UNIT, MULTIPLIER, DECIMALS, QUALIFIER, PUBLISHED, SOURCE, COMMENT),
        ),
        Flow(
            "COMPUTED",
            "Indicators computed from records",
            "由记录计算的指标",
            (FREQ, INDICATOR, REF_AREA, DIMENSION, MEMBER, PERIOD),
            (UNIT, MULTIPLIER, DECIMALS, RECORDS, DATA, MEASURED, COVERAGE),
        ),
    )
}

KEYS = frozenset(each.id for flow in FLOWS.values() for each in flow.dimensions)
"""The ids of all dimensions."""
FREQUENCIES: Mapping[str, tuple[str, str]] = {
    "A": ("Annual", "年度"), "Q": ("Quarterly", "季度"), "M": ("Monthly", "月度"), "D": ("Daily", "日"),
    "_O": ("Other", "其他"),
}  # fmt: skip
OBS_STATUSES: Mapping[str, tuple[str, str]] = {
    "A": ("Normal value", "正常值"), "P": ("Provisional value", "初步值"), "E": ("Estimated value", "估计值"),
    "M": ("Missing value", "缺失值"), "U": ("Low reliability", "可靠性低"), "F": ("Forecast value", "预测值"),
}  # fmt: skip
"""Of SDMX's cross-domain code list, version 2.2, those that occur here."""
STATUSES: Mapping[str, tuple[str, str, str]] = {
    "ACTUAL": ("A", "Actual", "实际值"), "RESTATED": ("A", "Restated", "修订值"),
    "PRELIMINARY": ("P", "Preliminary", "初步值"), "DERIVED": ("E", "Derived", "推算值"),
    "CLAIM": ("U", "Claim", "宣称值"), "TARGET": ("F", "Target", "目标值"), "MISSING": ("M", "Not found", "未查到"),
}  # fmt: skip
"""{status: (SDMX's code, names)}: a claim is nobody's published count, so it is of low reliability."""


def code(text: str) -> str:
    """A key of the store as an SDMX code, which has no dots."""
    return _NOT_IN_A_CODE.sub("_", text)


def agency(centre: str) -> str:
    """Who maintains the structures: the centre, by its id."""
    name = _NOT_IN_AN_AGENCY.sub("_", centre).upper()
    return name if name[:1].isalpha() else f"C_{name}"


def frequency(period: str) -> str:
    """The SDMX frequency of a period."""
    if "/" in period:
        return "_O"
    return "Q" if "Q" in period else {4: "A", 7: "M", 10: "D"}[len(period)]
