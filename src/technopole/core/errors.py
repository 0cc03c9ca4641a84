"""Errors for the person who must act: what was wrong, where, and what to do."""


class TechnopoleError(Exception):
    """Something could not be done."""

    def __init__(self, message: str = "", *, hint: str = "") -> None:
        self.message = message or (self.__doc__ or "").strip()
        self.hint = hint
        super().__init__(f"{self.message} {hint}".strip())


class SourceError(TechnopoleError):
    """A file could not be read as what it claims to be."""

    def __init__(
        self, message: str = "", *, file: str = "", line: int | None = None, field: str = "", hint: str = ""
    ) -> None:
        self.file, self.line, self.field, self.problem = file, line, field, message
        place = file + (f":{line}" if line is not None else "")
        where = ", ".join(part for part in (place, f"field {field}" if field else "") if part)
        super().__init__(f"{where}: {message}" if where else message, hint=hint)


class SourceErrors(TechnopoleError):
    """Several places of the source are wrong; nothing was loaded."""

    def __init__(self, errors: list[SourceError]) -> None:
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))


class NotAllowed(TechnopoleError):
    """You may not do this."""


class Conflict(TechnopoleError):
    """Somebody else changed this since you read it; read it again and repeat your change."""


class Invalid(TechnopoleError):
    """The values do not fit; `fields` names each wrong field and why."""

    def __init__(self, message: str = "", *, fields: dict[str, list[str]] | None = None, hint: str = "") -> None:
        self.fields = fields or {}
        super().__init__(message, hint=hint)
