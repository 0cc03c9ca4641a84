"""Cases of registration, what came of them, the certificates issued, and the names taken."""

from django.conf import settings
from django.db import models

from technopole.core.kinds import Sourced
from technopole.core.models import Request


class Authority(Sourced):
    """Who registers, or who supervises: civil affairs, public security, a business supervisory unit."""

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)
    """`civil_affairs`, `public_security` (both register) or `supervisory_unit` (consents)."""
    name_en = models.CharField(max_length=200, blank=True)
    name_zh = models.CharField(max_length=200, blank=True)
    area_zh = models.CharField(max_length=60, blank=True)
    """The area whose name the organisations it registers bear, such as 上海."""
    region = models.CharField(max_length=6, blank=True)
    """The administrative division in the codes it issues, such as 310000."""
    level = models.CharField(max_length=10, blank=True)
    """`national` or `local`: some conditions differ."""
    organisation_key = models.CharField(max_length=80, blank=True)
    """Its row among the organisations; whoever represents that organisation acts for it."""
    code_segment = models.CharField(max_length=7, blank=True)
    """The beginning of the organisation codes it may hand out; without one, codes are typed in."""
    own_officers = models.BooleanField(default=False)
    """Only registrars who represent its organisation act for it."""

    objects: models.Manager["Authority"]

    class Meta:
        ordering = ["kind", "key"]
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name_en or self.name_zh


class Status(models.TextChoices):
    """Where a registered organisation is. Abnormal and serious lists are the supervision's affair, not a status."""

    REGISTERED = "registered"
    """Decided; its certificate is not issued yet."""
    ACTIVE = "active"
    LIQUIDATING = "liquidating"
    DEREGISTERED = "deregistered"


class Registration(models.Model):
    """A social organisation as the register knows it. Its entry in the directory is `organisation_uid`."""

    uid = models.CharField(max_length=12, unique=True)
    organisation_uid = models.CharField(max_length=12, db_index=True)
    code = models.CharField(max_length=18, unique=True)
    """Unified social credit code; of a temporary activity its filing number."""
    legal_form = models.CharField(max_length=30)
    """A key of the rules in force: `association`, `foundation` …"""
    rules = models.CharField(max_length=40)
    """The version of the rules that it was registered under."""
    authority = models.CharField(max_length=60)
    supervisory_unit = models.CharField(max_length=60, blank=True)
    consent_number = models.CharField(max_length=60, blank=True)
    registered_on = models.DateField()
    registered_year = models.SmallIntegerField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    """Of the certificate in force."""
    charter_approved_on = models.DateField(null=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.REGISTERED)
    status_since = models.DateField()
    liquidation = models.JSONField(default=dict)
    """Who liquidates it, since when, until when."""
    deregistered_on = models.DateField(null=True)
    name_zh = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    sort_name = models.CharField(max_length=200)
    former_names = models.JSONField(default=list)
    district = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict)
    """The other fields of the register, by the names of `answers.QUESTIONS`; which are public is said there."""
    synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    objects: models.Manager["Registration"]

    class Meta:
        indexes = [
            models.Index(fields=["sort_name", "id"], name="registrations_by_name"),
            models.Index(fields=["status", "legal_form"], name="registrations_by_status"),
            models.Index(fields=["authority"], name="registrations_of_authority"),
            models.Index(fields=["supervisory_unit"], name="registrations_of_unit"),
            models.Index(fields=["registered_on", "id"], name="registrations_by_day"),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_zh


class Case(models.Model):
    """Something asked for by or about one social organisation; its request has the applicant, papers and timeline."""

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="registration_case")
    kind = models.CharField(max_length=12)
    """`establish`, `change`, `charter`, `branch` or `deregister`."""
    state = models.CharField(max_length=24)
    legal_form = models.CharField(max_length=30)
    registration = models.ForeignKey(Registration, null=True, on_delete=models.PROTECT, related_name="cases")
    """Which organisation it is about; of an establishment, what came of it."""
    authority = models.CharField(max_length=60, blank=True)
    supervisory_unit = models.CharField(max_length=60, blank=True)
    direct = models.BooleanField(default=False)
    """No supervisory unit is needed."""
    rules = models.CharField(max_length=40, blank=True)
    """The version of the rules in force on the day of acceptance, by which it is decided."""
    name_zh = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    consent = models.JSONField(default=dict)
    """{"by", "on", "number", "text"}: what the supervisory unit said."""
    consent_reminded = models.SmallIntegerField(null=True)
    """How many days before the end the unit was reminded last."""
    accepted_on = models.DateField(null=True)
    visits = models.JSONField(default=list)
    """Field visits: [{"on", "by", "place", "found", "conclusion"}]."""
    notice = models.JSONField(default=dict)
    """The public notice: {"text_en", "text_zh", "from", "to"}."""
    prepared = models.JSONField(default=dict)
    """The decision as one registrar prepared it: {"decision", "reason", "remedy", "code", "link"}."""
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    prepared_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    objects: models.Manager["Case"]

    class Meta:
        indexes = [
            models.Index(fields=["state", "kind"], name="registration_cases_by_state"),
            models.Index(fields=["supervisory_unit", "state"], name="registration_cases_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name_en or self.name_zh}"

    @property
    def uid(self) -> str:
        return str(self.request.uid)


class TakenName(models.Model):
    """A name that an organisation bears, or that is kept for somebody while they apply."""

    name_zh = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    key_zh = models.CharField(max_length=300, blank=True)
    """What spellings of one name share."""
    key_en = models.CharField(max_length=300, blank=True)
    core = models.CharField(max_length=300, blank=True, db_index=True)
    """The Chinese name without area and legal form: what tells it from others."""
    distinctive = models.CharField(max_length=100, blank=True, db_index=True)
    area = models.CharField(max_length=60, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="names")
    registration = models.ForeignKey(Registration, null=True, on_delete=models.CASCADE, related_name="names")
    taken_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    """Until when it is kept for the applicant; an organisation that bears it keeps it."""
    released_at = models.DateTimeField(null=True)

    objects: models.Manager["TakenName"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_zh"],
                condition=models.Q(released_at=None) & ~models.Q(key_zh=""),
                name="one_bearer_of_name",
            ),
            models.UniqueConstraint(
                fields=["key_en"], condition=models.Q(released_at=None) & ~models.Q(key_en=""),
                name="one_bearer_of_english_name",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name_zh or self.name_en


class Certificate(models.Model):
    """A certificate as it was issued; a change of what stands on it supersedes it by another."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="certificates")
    number = models.CharField(max_length=40, unique=True)
    issued_on = models.DateField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    content = models.JSONField(default=dict)
    """What is printed on it."""
    superseded_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)

    objects: models.Manager["Certificate"]

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class Branch(models.Model):
    """A branch or representative body of a registered organisation, as filed."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="branches")
    kind = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=500, blank=True)
    head = models.CharField(max_length=200, blank=True)
    filed_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects: models.Manager["Branch"]

    class Meta:
        ordering = ["filed_on", "id"]
        verbose_name_plural = "branches"

    def __str__(self) -> str:
        return self.name_en or self.name_zh


class Counter(models.Model):
    """The last number given out of a series, such as certificates of a year."""

    series = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    objects: models.Manager["Counter"]

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
