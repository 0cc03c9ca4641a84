"""What the index holds of policies."""

from collections.abc import Iterator, Sequence

from technopole.policies import lists
from technopole.policies.models import Policy
from technopole.search.documents import Document, Name


def policies(uids: Sequence[str] | None) -> Iterator[Document]:
    rows = Policy.objects.order_by("pk").prefetch_related("instruments")
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    for row in rows.iterator(chunk_size=2000):
        names = [Name(row.title_en, "en", "display"), Name(row.title_zh, "zh-Hans", "label")]
        parts = (row.document_number, row.issuer_en, row.issuer_zh, row.summary_en, row.summary_zh)
        yield Document(
            uid=row.uid,
            kind="policy",
            names=[name for name in names if name.value],
            title_en=row.title_en,
            title_zh=row.title_zh,
            text="\n".join(part for part in parts if part),
            facets={
                "level": [row.level] if row.level else [],
                "topic": [row.topic] if row.topic else [],
                "instrument": [each.instrument for each in row.instruments.all()],
            },
            url=lists.link(row),
            weight=0.3,
        )
