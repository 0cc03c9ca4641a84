"""A request and what happened to it: its timeline, the advice given, its attachments."""

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPPLEMENT = "supplement_requested"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN_STATES = (State.SUBMITTED, State.SUPPLEMENT, State.IN_REVIEW)
ENDED_STATES = (State.ACCEPTED, State.REFUSED, State.WITHDRAWN, State.EXPIRED)


class Request(models.Model):
    """Somebody asks for something that another person must decide."""

    uid = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=40)
    """Which procedure this is, such as `organisation.register`."""
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_uid = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=300)
    payload = models.JSONField(default=dict)
    """What is asked for, in the procedure's own shape."""
    state = models.CharField(max_length=24, choices=State, default=State.DRAFT)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )
    applicant_name = models.CharField(max_length=200, blank=True)
    applicant_email = models.EmailField(blank=True)
    public = models.BooleanField(default=False)
    """Its status may be seen by anybody who has the address."""
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    """By when a decision is owed."""
    expires_at = models.DateTimeField(null=True)
    """When the request lapses unless its applicant acts (drafts, requested supplements)."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    decision_reason = models.TextField(blank=True)
    outcome_kind = models.CharField(max_length=30, blank=True)
    outcome_uid = models.CharField(max_length=12, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: models.Manager["Request"]

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="requests_by_state"),
            models.Index(fields=["subject_kind", "subject_uid"], name="requests_of_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class RequestEvent(models.Model):
    """One line of a request's timeline: a comment, or a move from one state to another."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_label = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24, blank=True)
    internal = models.BooleanField(default=False)
    """Seen by reviewers and the decider only."""

    objects: models.Manager["RequestEvent"]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind}"


class Advice(models.Model):
    """What one reviewer recommends; several may, and one person decides."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="advice")
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    recommends = models.CharField(
        max_length=12, choices=[("accept", "accept"), ("refuse", "refuse"), ("abstain", "abstain")]
    )
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    objects: models.Manager["Advice"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "adviser"], name="one_advice_per_adviser")]

    def __str__(self) -> str:
        return self.recommends


class KeptPaper(models.Model):
    """A file that somebody handed in: its row; its bytes are kept by their hash (`papers`).

    Every model of such files is made from this one, so that `papers.every` knows which bytes are still named.
    """

    uid = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Attachment(KeptPaper):
    """A paper handed in with a request."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="attachments")
    paper = models.CharField(max_length=40, blank=True)
    """Which of the papers it is that the procedure asks for, by the procedure's own word; empty for any other."""

    objects: models.Manager["Attachment"]
