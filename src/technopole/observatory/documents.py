"""What the index holds of indicators."""

from collections.abc import Iterator, Sequence

from technopole.observatory import lists
from technopole.observatory.models import Indicator
from technopole.search.documents import Document, Name


def indicators(uids: Sequence[str] | None) -> Iterator[Document]:
    rows = Indicator.objects.order_by("pk")
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    for row in rows.iterator(chunk_size=2000):
        names = [Name(row.name_en, "en", "display"), Name(row.name_zh, "zh-Hans", "label")]
        parts = (row.definition_en, row.definition_zh, row.method_en, row.method_zh)
        yield Document(
            uid=row.uid,
            kind="indicator",
            names=[name for name in names if name.value],
            title_en=row.name_en,
            title_zh=row.name_zh,
            text="\n".join(part for part in parts if part),
            facets={"group": [row.group] if row.group else []},
            url=lists.link(row),
            weight=0.6 if row.core else 0.3,
        )
