"""The fixtures of requests, shared by the tests of the domain and of the pages."""

from request_fixtures import _procedures, answers, change_of, draft, submitted, terms

__all__ = ["_procedures", "answers", "change_of", "draft", "submitted", "terms"]
