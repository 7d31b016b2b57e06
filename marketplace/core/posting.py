"""What every view that shows and takes a form shares."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.views.decorators.http import require_http_methods

from .errors import DomainError

#: Lets a view be looked at and posted to; anything else is refused (405).
shows_and_takes = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, even where it is empty; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


@contextmanager
def refusal_on(form: BaseForm) -> Iterator[None]:
    """Put the sentence of a domain error on the form, so that it is shown beside what was typed."""
    try:
        yield
    except DomainError as error:
        form.add_error(None, error.sentence)
