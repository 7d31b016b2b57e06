"""The blocks from which editors build a page."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from marketplace.catalogue.models import Category, Need

from .editorial import FIRST_LEVEL, list_headings, skipped_levels

#: No headings, images or embeds within text: they have blocks of their own, which are checked.
TEXT_FEATURES = ["bold", "link", "document-link", "ol", "ul"]
LINE_FEATURES = ["bold", "link", "document-link"]
DEEPEST_LEVEL = 4
DIRECTORY = "/services/"


def category_choices() -> list[tuple[str, str]]:
    """Return the kinds of service, by code."""
    return list(Category.objects.values_list("code", "name"))


def need_choices() -> list[tuple[str, str]]:
    """Return the needs, by code."""
    return list(Need.objects.values_list("code", "name"))


class HeadingBlock(blocks.StructBlock):
    """A heading, from which the page's list of contents is made."""

    level = blocks.ChoiceBlock(
        choices=[("h2", "Main heading (level 2)"), ("h3", "Smaller heading (level 3)")],
        default="h2",
        search_index=False,
        help_text="A smaller heading belongs under a main heading.",
    )
    text = blocks.CharBlock(max_length=120, help_text="Short, and in the words a family would use.")

    class Meta:
        icon = "title"
        template = "cms/blocks/heading.html"


class CalloutBlock(blocks.StructBlock):
    """A boxed note."""

    kind = blocks.ChoiceBlock(
        choices=[("information", "Good to know"), ("warning", "Warning"), ("decides", "Who decides")],
        default="information",
        search_index=False,
    )
    title = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        template = "cms/blocks/callout.html"


class ContactBlock(blocks.StructBlock):
    """Someone to ask: by name where possible."""

    title = blocks.CharBlock(max_length=120, default="Who to contact")
    name = blocks.CharBlock(max_length=120, help_text="A person’s name if you can: families ask for it most.")
    role = blocks.CharBlock(max_length=120, required=False)
    phone = blocks.CharBlock(max_length=30, required=False)
    email = blocks.EmailBlock(required=False, label="E-mail")
    hours = blocks.CharBlock(max_length=120, required=False, help_text="Such as: Monday to Friday, 9am to 5pm.")

    class Meta:
        icon = "user"
        template = "cms/blocks/contact.html"


class QuestionBlock(blocks.StructBlock):
    """A question whose answer opens when asked for."""

    question = blocks.CharBlock(max_length=200)
    answer = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = "Question and answer"
        template = "cms/blocks/question.html"


class CaptionedTableBlock(TypedTableBlock):
    """A table that says what it shows, with headings for its columns; the first column heads each row."""

    def clean(self, value: Any) -> Any:
        """Refuse, on publishing, a table without a caption or with a column without a heading."""
        table = super().clean(value)
        if self.is_deferred_validation:
            return table
        problems = []
        if not table.caption.strip():
            problems.append("Give the table a caption that says what it shows.")
        if any(not column["heading"].strip() for column in table.columns):
            problems.append("Give every column of the table a heading.")
        if problems:
            raise TypedTableBlockValidationError(non_block_errors=[ValidationError(text) for text in problems])
        return table

    class Meta:
        icon = "table"
        template = "cms/blocks/table.html"


class PictureBlock(blocks.StructBlock):
    """A picture with words for people who cannot see it, or marked as mere decoration."""

    image = ImageBlock()
    caption = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "image"
        template = "cms/blocks/picture.html"


class SearchLinkValue(blocks.StructValue):
    """A link into the directory."""

    @property
    def url(self) -> str:
        """Return the address of the results."""
        asked = {"q": self.get("query"), "category": self.get("category"), "need": self.get("need")}
        given = [(name, value) for name, value in asked.items() if value]
        terms = urlencode(given + parse_qsl(self.get("more") or ""))
        return f"{DIRECTORY}?{terms}" if terms else DIRECTORY


class SearchLinkBlock(blocks.StructBlock):
    """A link to services in the directory."""

    label = blocks.CharBlock(max_length=120, help_text="Such as: Find short breaks.")
    category = blocks.ChoiceBlock(choices=category_choices, required=False, search_index=False, label="Kind of service")
    need = blocks.ChoiceBlock(choices=need_choices, required=False, search_index=False)
    query = blocks.CharBlock(max_length=100, required=False, label="Words to search for")
    more = blocks.CharBlock(
        max_length=200,
        required=False,
        search_index=False,
        label="Other filters",
        help_text="What follows the question mark in the address of the results, such as age=5&access=hoist.",
    )

    class Meta:
        icon = "search"
        label = "Link to services"
        value_class = SearchLinkValue
        template = "cms/blocks/search_link.html"


class QuoteBlock(blocks.StructBlock):
    """Words of a parent, a young person or someone who works with them."""

    quote = blocks.TextBlock()
    attribution = blocks.CharBlock(
        max_length=120, required=False, help_text="Such as: a parent. Never a name that could identify a child."
    )

    class Meta:
        icon = "openquote"
        template = "cms/blocks/quote.html"


class DocumentLinkBlock(blocks.StructBlock):
    """A document to open, with its kind and size."""

    document = DocumentChooserBlock()
    label = blocks.CharBlock(max_length=120, required=False, help_text="Left empty, the document’s own title.")

    class Meta:
        icon = "doc-full"
        label = "Document"
        template = "cms/blocks/document.html"


class FactBlock(blocks.StructBlock):
    """One fact: what it is about, and what it says."""

    label = blocks.CharBlock(max_length=60, help_text="Such as: Ages.")
    text = blocks.CharBlock(max_length=200, help_text="Such as: 5 to 18.")


class KeyFactsBlock(blocks.StructBlock):
    """A few facts at a glance."""

    title = blocks.CharBlock(max_length=120, default="At a glance")
    facts = blocks.ListBlock(FactBlock(), min_num=1)

    class Meta:
        icon = "list-ul"
        template = "cms/blocks/key_facts.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page; its headings are checked when the page is published."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(features=TEXT_FEATURES, icon="pilcrow", template="cms/blocks/paragraph.html")
    list = blocks.ListBlock(
        blocks.RichTextBlock(features=LINE_FEATURES), min_num=1, icon="list-ul", template="cms/blocks/list.html"
    )
    steps = blocks.ListBlock(
        blocks.RichTextBlock(features=LINE_FEATURES),
        min_num=1,
        icon="list-ol",
        label="Steps in order",
        template="cms/blocks/steps.html",
    )
    callout = CalloutBlock()
    key_facts = KeyFactsBlock()
    contact = ContactBlock()
    question = QuestionBlock()
    table = CaptionedTableBlock(
        [
            ("text", blocks.CharBlock(required=False)),
            ("rich_text", blocks.RichTextBlock(features=LINE_FEATURES, required=False, label="Text with links")),
        ]
    )
    picture = PictureBlock()
    search_link = SearchLinkBlock()
    quote = QuoteBlock()
    document = DocumentLinkBlock()

    class Meta:
        template = "cms/blocks/body.html"

    def clean(self, value: Any) -> Any:
        """Refuse, on publishing, a heading that skips a level."""
        body = super().clean(value)
        if self.is_deferred_validation:
            return body
        skipped = skipped_levels(list_headings(body))
        if skipped:
            raise StreamBlockValidationError(
                block_errors={
                    index: StructBlockValidationError(block_errors={"level": ValidationError(sentence)})
                    for index, sentence in skipped.items()
                }
            )
        return body

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add each block with its anchor (a heading's) and the level that a title within it takes."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        headings = {heading.index: heading for heading in list_headings(value)}
        level = FIRST_LEVEL
        parts = []
        for index, block in enumerate(value):
            heading = headings.get(index)
            if heading:
                level = min(heading.level + 1, DEEPEST_LEVEL)
            parts.append({"block": block, "anchor": heading.anchor if heading else "", "level": level})
        context["parts"] = parts
        return context


class ChosenPagesBlock(blocks.StreamBlock):
    """Pages that an editor chose, in order."""

    page = blocks.PageChooserBlock()
