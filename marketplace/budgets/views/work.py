"""The officers' work queues of personal budgets."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required

from ..permissions import may_sign_for_council
from ..selectors.work import WorkQueue, waiting_of, work_queues

PAGE_SIZE = 25


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_work(request: SignedInRequest) -> HttpResponse:
    """Show how much waits in every queue, and one queue: the one asked for, or the first in which something waits."""
    counted = [(queue, queue.count) for queue in work_queues()]
    chosen = _chosen(counted, request.GET.get("queue", ""))
    page = Paginator(chosen.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "counted": counted,
        "queue": chosen,
        "url": chosen.url if chosen.page != "signing" or may_sign_for_council(request.user) else "",
        "page": page,
        "waiting": waiting_of(page.object_list),
    }
    return render(request, "budgets/work/queues.html", context)


def _chosen(counted: list[tuple[WorkQueue, int]], code: str) -> WorkQueue:
    asked = [queue for queue, _ in counted if queue.code == code]
    filled = [queue for queue, count in counted if count]
    return (asked or filled or [counted[0][0]])[0]
