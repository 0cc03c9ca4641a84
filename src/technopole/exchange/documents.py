"""What the index holds of needs."""

from collections.abc import Iterator, Sequence

from technopole.exchange import lists
from technopole.exchange.models import Need
from technopole.search.documents import Document, Name

TITLE = 200


def needs(uids: Sequence[str] | None) -> Iterator[Document]:
    rows = Need.objects.order_by("pk")
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    for row in rows.iterator(chunk_size=2000):
        titles = [Name(row.statement_en[:TITLE], "en", "display"), Name(row.statement_zh[:TITLE], "zh-Hans", "label")]
        parts = (
            row.statement_en,
            row.statement_zh,
            row.wanted_en,
            row.wanted_zh,
            row.stated_by_en,
            row.stated_by_zh,
            " ".join(row.fields),
        )
        yield Document(
            uid=row.uid,
            kind="need",
            names=[name for name in titles if name.value],
            title_en=row.statement_en[:TITLE],
            title_zh=row.statement_zh[:TITLE],
            text="\n".join(part for part in parts if part),
            facets={"need_kind": [row.kind], "status": [row.status], "sector": row.fields},
            url=lists.link(row),
            weight=0.2,
        )
