"""Going through the site as a browser without scripts does: only by what the pages offer, and with what they send."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase

#: What is typed into a field, or the words of the choices that are ticked.
Answer = str | Sequence[str]


class Visitor:
    """A person at a browser. Links, buttons and fields are named by their words; what is not on the page fails."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.address = "/"
        self.page = BeautifulSoup("", "html.parser")

    @property
    def words(self) -> str:
        """Return the words of the page, with single spaces between them."""
        return _words(self.page)

    def open(self, address: str) -> None:
        """Open an address."""
        self._send("get", urljoin(self.address, address))

    def follow(self, words: str) -> None:
        """Follow the link with these words."""
        self.open(self._link(words))

    def read_file(self, words: str) -> str:
        """Return the text of the file behind the link with these words."""
        response = self.client.get(urljoin(self.address, self._link(words)))
        assert response.status_code == 200
        assert "attachment" in response["Content-Disposition"]
        return response.getvalue().decode("utf-8-sig")

    def follow_link_in_mail(self, to: str) -> None:
        """Follow the link in the last e-mail to the address."""
        body = [str(message.body) for message in mail.outbox if message.to == [to]][-1]
        found = re.search(r"https?://\S+", body)
        assert found, body
        self.open(found[0])

    def press(self, words: str) -> None:
        """Press a button with nothing to answer."""
        self.answer_and_press(words, {})

    def answer_and_press(
        self, words: str, answers: dict[str, Answer], files: dict[str, SimpleUploadedFile] | None = None
    ) -> None:
        """Answer questions and choose files, named by their labels, and press the button with these words."""
        buttons = [button for button in self.page.select("main button[type=submit]") if _words(button) == words]
        assert len(buttons) == 1, f"{len(buttons)} buttons “{words}” on {self.address}: {self.words}"
        [button] = buttons
        form = self._form_of(button)
        controls = self._controls_of(form)
        for question, answer in answers.items():
            self._answer(controls, question, answer)
        sent: dict[str, list[Any]] = {}
        for control in [*controls, button]:
            if control.get("type") != "file":
                for value in _values(control):
                    sent.setdefault(str(control["name"]), []).append(value)
        for question, file in (files or {}).items():
            [control] = self._labelled(controls, question)
            assert form.get("enctype") == "multipart/form-data", f"no file can be sent from {self.address}"
            sent[str(control["name"])] = [file]
        self._send(str(form.get("method", "get")), urljoin(self.address, str(form.get("action", ""))), sent)

    def value(self, question: str) -> str:
        """Return what the field with this label holds: of a list, the words of what is chosen."""
        [control] = self._labelled(self.page.select("main [name]"), question)
        if control.name == "select":
            return _words(control.select("option[selected]")[0])
        return control.get_text().strip() if control.name == "textarea" else str(control.get("value", ""))

    def third_answers(self) -> dict[str, Answer]:
        """Return the third choice of each question of the page."""
        return {
            _question(question.select("legend")[0]): _words(question.select("label")[2])
            for question in self.page.select("main fieldset")
        }

    def tick(self, words: str) -> None:
        """Tick the box with this label, for the button that is pressed next."""
        [box] = self._labelled(self.page.select("main input[type=checkbox]"), words)
        box["checked"] = ""

    def ticked(self) -> list[str]:
        """Return the words of every choice that is ticked on the page."""
        return [self._label(control) for control in self.page.select("main input[checked]")]

    def _link(self, words: str) -> str:
        addresses = {str(link["href"]) for link in self.page.select("a[href]") if _words(link) == words}
        assert len(addresses) == 1, f"{len(addresses)} links “{words}” on {self.address}: {self.words}"
        return addresses.pop()

    def _form_of(self, button: Tag) -> Tag:
        form = self.page.find("form", id=str(button["form"])) if button.get("form") else button.find_parent("form")
        assert isinstance(form, Tag), f"“{_words(button)}” on {self.address} belongs to no form"
        return form

    def _controls_of(self, form: Tag) -> list[Tag]:
        inside = [control for control in form.select("input, select, textarea") if not control.get("form")]
        elsewhere = self.page.select(f"[form={form['id']}]:not(button)") if form.get("id") else []
        return [control for control in (*inside, *elsewhere) if control.get("name")]

    def _answer(self, controls: list[Tag], question: str, answer: Answer) -> None:
        choices = [control for control in controls if _question_above(control) == question]
        if choices:
            _tick(choices, [self._label(choice) for choice in choices], answer)
            return
        fields = self._labelled(controls, question)
        assert len(fields) == 1, f"{len(fields)} fields “{question}” on {self.address}: {self.words}"
        assert isinstance(answer, str), question
        _type(fields[0], answer)

    def _labelled(self, controls: Sequence[Tag], question: str) -> list[Tag]:
        return [control for control in controls if self._label(control) == question]

    def _label(self, control: Tag) -> str:
        label = self.page.find("label", attrs={"for": str(control.get("id", ""))})
        return _question(label) if isinstance(label, Tag) else ""

    def _send(self, method: str, address: str, sent: dict[str, list[Any]] | None = None) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            if method == "post":
                response = self.client.post(address, sent, follow=True)
            else:
                response = self.client.get(address, sent, follow=True)
        request = response.request
        self.address = f"{request['PATH_INFO']}?{request['QUERY_STRING']}"
        assert response.status_code == 200, f"{response.status_code} from {self.address}"
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy, self.address
        assert "unsafe" not in policy, self.address
        self.page = BeautifulSoup(response.content, "html.parser")
        assert len(self.page.select("h1")) == 1, self.address


def _words(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip()


def _question(tag: Tag) -> str:
    return _words(tag).removesuffix("(optional)").strip()


def _question_above(control: Tag) -> str:
    """Return the legend of the choices to which a control belongs, empty where it is no choice."""
    fieldset = control.find_parent("fieldset") if control.get("type") in ("radio", "checkbox") else None
    return _question(fieldset.select("legend")[0]) if fieldset else ""


def _tick(choices: list[Tag], labels: list[str], answer: Answer) -> None:
    wanted = [answer] if isinstance(answer, str) else list(answer)
    assert set(wanted) <= set(labels), f"{wanted} are not all among {labels}"
    for choice, label in zip(choices, labels, strict=True):
        if label in wanted:
            choice["checked"] = ""
        elif choice.has_attr("checked"):
            del choice["checked"]


def _type(control: Tag, answer: str) -> None:
    if control.name == "textarea":
        control.string = answer
    elif control.name == "select":
        options = control.select("option")
        assert answer in map(_words, options), f"“{answer}” is not among {[_words(option) for option in options]}"
        for option in options:
            option.attrs.pop("selected", None)
            if _words(option) == answer:
                option["selected"] = ""
    else:
        control["value"] = answer


def _values(control: Tag) -> Iterator[str]:
    """Yield what a browser sends of a control, or of the button that was pressed."""
    if control.name == "select":
        options = control.select("option[selected]") or control.select("option")[:1]
        yield from (str(option.get("value", _words(option))) for option in options)
    elif control.name == "textarea":
        # The first line's end after the tag is markup; the others are sent as two characters.
        yield control.get_text().removeprefix("\r").removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
    elif control.get("type") in ("radio", "checkbox"):
        if control.has_attr("checked"):
            yield str(control.get("value", "on"))
    elif control.get("name"):
        yield str(control.get("value", ""))
