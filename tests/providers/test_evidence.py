"""Evidence: what a provider sends with a check, who may take it, and that each time is recorded."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.core.models import AuditEvent
from marketplace.providers.enums import CheckState, ProviderRole
from marketplace.providers.errors import CheckRefused
from marketplace.providers.models import CheckEvidence, VettingCheck
from marketplace.providers.selectors import actor_for_provider
from marketplace.providers.services import MOST_FILES, add_evidence, decide_check
from tests import factories
from tests.conftest import Cast
from tests.files import ELF, pdf, picture, sent
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, words

from .test_provider_pages import evidence as answers
from .vetting_scenario import PDF, listings_officer, sent_check


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path: Path) -> Path:
    """Keep files away from those of the developer."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


def kept(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_several_files_are_sent_with_a_check(cast: Cast, private_files: Path) -> None:
    url = reverse("providers:send_check", args=[cast.provider.slug])
    files = [sent(picture()), SimpleUploadedFile("back.pdf", pdf(), "text/html")]
    assert signed_in(cast.provider_owner).post(url, answers() | {"evidence": files}).status_code == 302
    rows = CheckEvidence.objects.order_by("name")
    assert [(row.name, row.content_type) for row in rows] == [
        ("back.pdf", "application/pdf"),
        ("receipt.jpg", "image/jpeg"),
    ]
    assert len(kept(private_files)) == 2
    assert "receipt" not in "".join(str(path) for path in kept(private_files))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "Choose at least one photo or PDF."),
        ([sent(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "policy.pdf")], "This is not a photo or a PDF."),
        ([sent(ELF, "policy.pdf")], "This file is a program"),
        ([sent(b"x" * (10 * 1024 * 1024 + 1), "policy.pdf")], "The file is larger than 10 MB."),
        ([sent(picture()), sent(b"<html>", "second.pdf")], "second.pdf: This is not a photo or a PDF."),
        ([sent(picture()) for _ in range(MOST_FILES + 1)], f"Send at most {MOST_FILES} files."),
    ],
)
def test_what_is_no_evidence_is_refused_beside_the_field(
    cast: Cast, private_files: Path, files: list, sentence: str
) -> None:
    for file in files:
        file.seek(0)
    url = reverse("providers:send_check", args=[cast.provider.slug])
    response = signed_in(cast.provider_owner).post(url, answers() | {"evidence": files})
    assert errors(response)[0].startswith(sentence)
    assert not VettingCheck.objects.exists()
    assert kept(private_files) == []


def test_files_are_asked_for_again_where_something_else_was_wrong(cast: Cast) -> None:
    url = reverse("providers:send_check", args=[cast.provider.slug])
    response = signed_in(cast.provider_owner).post(url, answers(reference="") | {"evidence": [sent(picture())]})
    assert errors(response) == ["Enter a reference."]
    assert "Choose your files again" in words(response)


def test_a_missing_file_is_added_while_the_check_waits(cast: Cast, private_files: Path) -> None:
    check = sent_check(cast)
    url = reverse("providers:sent_check", args=[cast.provider.slug, check.pk])
    owner = signed_in(cast.provider_owner)
    assert errors(owner.post(url, {})) == ["Choose at least one photo or PDF."]
    assert owner.post(url, {"evidence": [sent(picture())]}).status_code == 302
    assert "receipt.jpg" in words(owner.get(url))
    decide_check(actor=listings_officer(cast), check=check, approve=True)
    assert "Add to what you sent" not in words(owner.get(url))
    response = owner.post(url, {"evidence": [sent(picture())]})
    assert response.status_code == 200
    assert CheckEvidence.objects.count() == len(kept(private_files)) == 1


def test_too_many_files_in_all_leave_none_behind(cast: Cast, private_files: Path) -> None:
    check = sent_check(cast, evidence=[PDF] * (MOST_FILES - 1))
    with pytest.raises(CheckRefused, match="at most"):
        add_evidence(actor=actor_for_provider(cast.provider_owner), check=check, evidence=[PDF] * 2)
    assert len(kept(private_files)) == MOST_FILES - 1


def test_a_check_that_fails_half_way_leaves_no_file(cast: Cast, private_files: Path, monkeypatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("marketplace.providers.services.check.record_event", fail)
    with pytest.raises(RuntimeError):
        sent_check(cast, evidence=[PDF])
    assert kept(private_files) == []
    assert not CheckEvidence.objects.exists()


def test_a_download_is_private_and_recorded(cast: Cast) -> None:
    [file] = sent_check(cast, evidence=[PDF]).evidence.all()
    for person, url, role in [
        (cast.provider_owner, reverse("providers:evidence", args=[cast.provider.slug, file.pk]), "provider"),
        (
            cast.officer(OfficerRole.LISTINGS),
            reverse("providers:council_evidence", args=[file.pk]),
            "officer:listings",
        ),
    ]:
        response = signed_in(person).get(url)
        assert b"".join(response.streaming_content) == PDF.content
        assert response["Content-Disposition"] == 'attachment; filename="policy.pdf"'
        assert response["Cache-Control"] == "private, no-store"
        event = AuditEvent.objects.filter(action="check.open_evidence").first()
        assert event is not None
        assert (event.actor, event.actor_role, event.after) == (person, role, {"evidence": str(file.pk)})
    assert AuditEvent.objects.filter(action="check.open_evidence").count() == 2


def test_who_may_take_evidence(cast: Cast) -> None:
    check = sent_check(cast, evidence=[PDF])
    [file] = check.evidence.all()
    staff = {role: factories.UserFactory() for role in (ProviderRole.LISTINGS, ProviderRole.BOOKINGS)}
    for role, person in staff.items():
        factories.ProviderMemberFactory(provider=cast.provider, user=person, role=role)
    for page, args, takes_posts in [("evidence", [file.pk], False), ("sent_check", [check.pk], True)]:
        assert_guarded(
            reverse(f"providers:{page}", args=[cast.provider.slug, *args]),
            allowed=[cast.provider_owner, staff[ProviderRole.LISTINGS]],
            refused_to=[staff[ProviderRole.BOOKINGS]],
            hidden_from=[cast.other_provider_owner, cast.parent, *cast.officers.values()],
            takes_posts=takes_posts,
        )
    other = signed_in(cast.other_provider_owner)
    for name, key in (("evidence", file.pk), ("sent_check", check.pk)):
        assert other.get(reverse(f"providers:{name}", args=[cast.other_provider.slug, key])).status_code == 404
    assert signed_in(cast.provider_owner).get(f"/provider/{cast.provider.slug}/checks/{uuid4()}/").status_code == 404


def test_evidence_is_never_changed_in_the_database(cast: Cast) -> None:
    [file] = sent_check(cast, evidence=[PDF]).evidence.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckEvidence.objects.filter(pk=file.pk).update(name="other.pdf")
    with pytest.raises(DatabaseError), transaction.atomic():
        file.delete()


def test_an_officer_sees_the_files_and_shortens_the_days_with_a_reason(cast: Cast) -> None:
    check = sent_check(cast, evidence=[PDF])
    officer = signed_in(cast.officer(OfficerRole.LISTINGS))
    url = reverse("providers:check", args=[check.pk])
    assert "policy.pdf" in words(officer.get(url))
    sooner = check.valid_to.replace(year=check.valid_to.year - 1)
    data = {"decision": "approve", "reason": "", "valid_from": check.valid_from, "valid_to": sooner}
    if sooner < check.valid_from:
        data["valid_to"] = check.valid_from
    assert errors(officer.post(url, data)) == ["Say why the check holds for a shorter time than was sent."]
    longer = data | {"valid_to": check.valid_to.replace(year=check.valid_to.year + 1), "reason": "x"}
    assert errors(officer.post(url, longer))[0].startswith("Choose days within what was sent")
    assert officer.post(url, data | {"reason": "The policy names this day."}).status_code == 302
    check.refresh_from_db()
    assert (check.state, check.valid_to) == (CheckState.APPROVED, data["valid_to"])
    event = AuditEvent.objects.get(action="check.decide")
    assert event.before["valid_to"] != event.after["valid_to"]
