"""What is kept of an organisation under supervision. Each row has a state that only `services` move, and a timeline."""

from django.conf import settings
from django.db import models

from technopole.core.requests.models import KeptPaper


class Supervised(models.Model):
    """What every such row has."""

    uid = models.CharField(max_length=12, unique=True)
    organisation_uid = models.CharField(max_length=12, db_index=True)
    synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True


class AnnualReport(Supervised):
    """A report on a year, or a plan for one, that is owed, written, sent, received."""

    kind = models.CharField(max_length=8, default="report")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, default="due")
    legal_form = models.CharField(max_length=30)
    rules = models.CharField(max_length=40)
    inspection = models.BooleanField(default=True)
    """Whether an inspection follows it."""
    unit_due = models.DateField(null=True)
    due = models.DateField()
    data = models.JSONField(default=dict)
    """The answers, by the names of `questions.REPORT`."""
    income = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    expenditure = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    assets = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    sent_on = models.DateField(null=True)
    """When it was handed in for the first time, in the centre's time zone."""
    unit_received_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    overdue_since = models.DateField(null=True)
    """The first day after it was due on which it had not been handed in; empty once it was."""
    was_late = models.BooleanField(default=False)

    objects: models.Manager["AnnualReport"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_uid", "kind", "year"], name="one_report_a_year_and_kind")
        ]
        indexes = [
            models.Index(fields=["state", "due"], name="reports_by_state"),
            models.Index(fields=["-year", "organisation_uid"], name="reports_by_year"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} of {self.organisation_uid}"


class CreditRecord(Supervised):
    """A decision of an authority about an organisation: an inspection's conclusion, a penalty, or another."""

    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=16, default="in_force")
    year = models.PositiveSmallIntegerField(null=True)
    """Of an inspection: the year inspected."""
    conclusion = models.CharField(max_length=12, blank=True)
    """Of an inspection: passed, fair or failed."""
    title_en = models.CharField(max_length=300, blank=True)
    title_zh = models.CharField(max_length=300, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    document_number = models.CharField(max_length=100, blank=True)
    decided_on = models.DateField()
    entered_on = models.DateField()
    enter_by = models.DateField()
    entered_late = models.BooleanField(default=False)
    source = models.CharField(max_length=500, blank=True)

    objects: models.Manager["CreditRecord"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_uid", "year"],
                condition=models.Q(kind="inspection", state="in_force"),
                name="one_inspection_a_year",
            )
        ]
        indexes = [models.Index(fields=["-decided_on", "id"], name="credit_records_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.decided_on}"


class Rating(Supervised):
    """An application for a rating and what came of it: assessment by points, grade, validity."""

    state = models.CharField(max_length=16, default="applied")
    rules = models.CharField(max_length=40)
    applied_on = models.DateField()
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    findings = models.JSONField(default=list)
    """The conditions as they were on the day of application."""
    statement = models.TextField(blank=True)
    scale = models.CharField(max_length=40, blank=True)
    items = models.JSONField(default=list)
    """[{"item", "most", "points"}]"""
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    grade = models.CharField(max_length=5, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    reason = models.TextField(blank=True)

    objects: models.Manager["Rating"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_uid"],
                condition=models.Q(state__in=["applied", "assessing"]),
                name="one_open_rating",
            )
        ]
        indexes = [models.Index(fields=["state", "valid_to"], name="ratings_by_state")]

    def __str__(self) -> str:
        return f"{self.grade or self.state} {self.applied_on}"


class ListCase(Supervised):
    """One way of an organisation onto a list, and off it again. The row stays for good."""

    list = models.CharField(max_length=10)
    ground = models.CharField(max_length=40)
    state = models.CharField(max_length=16, default="proposed")
    facts = models.TextField(blank=True)
    """What happened, in the words of who proposes it; the organisation and, once listed, the public read it."""
    report = models.ForeignKey(AnnualReport, null=True, on_delete=models.SET_NULL, related_name="list_cases")
    before = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    """The abnormal listing that led to a serious one."""
    proposed_on = models.DateField()
    noticed_on = models.DateField(null=True)
    answer_until = models.DateField(null=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    listed_on = models.DateField(null=True)
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    repair_asked_on = models.DateField(null=True)
    repair_proof = models.TextField(blank=True)
    repaired_on = models.DateField(null=True)

    objects: models.Manager["ListCase"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_uid", "list", "ground", "report"],
                condition=models.Q(report__isnull=False),
                name="one_listing_a_report",
            )
        ]
        indexes = [
            models.Index(fields=["state", "list"], name="list_cases_by_state"),
            models.Index(fields=["-listed_on", "id"], name="list_cases_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.ground} {self.state}"


class ProgressReport(Supervised):
    """What an organisation says of one year in three parts: progress, innovation, transformation of results."""

    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, default="draft")
    parts = models.JSONField(default=dict)
    """{part: {"en", "zh"}}"""
    sent_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)

    objects: models.Manager["ProgressReport"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_uid", "year"], name="one_progress_report_a_year")]

    def __str__(self) -> str:
        return f"progress {self.year} of {self.organisation_uid}"


class ProgressVersion(models.Model):
    """A progress report as it was sent, kept for good."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    parts = models.JSONField()

    objects: models.Manager["ProgressVersion"]

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.report} v{self.number}"


class Event(models.Model):
    """One line of the timeline of any of the rows above: who moved it from where to where, when, with what words."""

    organisation_uid = models.CharField(max_length=12)
    subject_kind = models.CharField(max_length=12)
    subject_uid = models.CharField(max_length=12)
    at = models.DateTimeField()
    action = models.CharField(max_length=24)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_label = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)

    objects: models.Manager["Event"]

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_uid", "id"], name="supervision_of_subject"),
            models.Index(fields=["organisation_uid", "-id"], name="supervision_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.action}"


class Paper(KeptPaper):
    """A paper handed in with a report, a progress report, or for a repair; those inside read it, the public never."""

    subject_kind = models.CharField(max_length=12)
    subject_uid = models.CharField(max_length=12)

    objects: models.Manager["Paper"]

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subject_kind", "subject_uid", "id"], name="papers_of_supervised")]


class Reminder(models.Model):
    """That a reminder went out, so that it goes out once."""

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="reminders")
    days = models.SmallIntegerField()
    sent_on = models.DateField()

    objects: models.Manager["Reminder"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "days"], name="one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.report} {self.days:+d}"


class ImportMapping(models.Model):
    """Which column held what, as a person said it of a file with these headings; proposed for the next one like it."""

    headings = models.CharField(max_length=64, unique=True)
    """A hash of the headings."""
    mapping = models.JSONField()
    used_at = models.DateTimeField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: models.Manager["ImportMapping"]

    def __str__(self) -> str:
        return self.headings


class ImportRun(models.Model):
    """One official export on its way into the register: uploaded, its columns confirmed, planned, loaded."""

    uid = models.CharField(max_length=12, unique=True)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default="uploaded")
    """`uploaded`, `planning`, `planned`, `loading`, `loaded` or `failed`."""
    encoding = models.CharField(max_length=20, blank=True)
    columns = models.JSONField(default=list)
    """[{"heading", "field", "score", "samples"}] as proposed when it was uploaded."""
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    sample = models.JSONField(default=list)
    """The first changes, for the page."""
    problems = models.JSONField(default=list)
    """The first thousand; the whole report is a file beside the upload."""
    problem_count = models.PositiveIntegerField(default=0)
    skip_bad = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects: models.Manager["ImportRun"]

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name
