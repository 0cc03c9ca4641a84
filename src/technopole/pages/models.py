"""State of the pages and the API themselves."""

from django.db import models


class KeptAnswer(models.Model):
    """The answer to a request that carried an Idempotency-Key, kept so that a repetition gets it again."""

    owner = models.CharField(max_length=60)
    """Who sent it: a token, a user, or a disguised address."""
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    """Empty while the request is being worked on."""
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects: models.Manager["KeptAnswer"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key
