"""What every chart shares: the stylesheet's colours, and a picture in which nothing moves."""

from typing import Any
from xml.etree import ElementTree

import pygal
from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from pygal.style import Style

# The colours of the stylesheet; a picture cannot read its custom properties.
STYLE = Style(
    background="#fffdf9",
    plot_background="#fffdf9",
    foreground="#1d2321",
    foreground_strong="#1d2321",
    foreground_subtle="#d8d0bf",
    colors=("#0b5559", "#c98a00"),
    opacity="1",
    guide_stroke_color="#d8d0bf",
    guide_stroke_dasharray="none",
    major_guide_stroke_color="#d8d0bf",
    major_guide_stroke_dasharray="none",
    font_family="'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
    label_font_size=19,
    major_label_font_size=19,
    legend_font_size=19,
    no_data_font_size=24,
)
#: Settings of every chart.
COMMON: dict[str, Any] = {
    "style": STYLE,
    "js": (),
    "width": 720,
    "margin": 20,
    "print_values": False,
    "no_data_text": "",
}

#: A picture is a document of its own: pygal styles it inside, and nothing else may happen in it.
picture_policy = csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "img-src": [NONE]})


def draw(chart: pygal.Graph) -> bytes:
    """Return the picture without the script that pygal always adds; nothing in it moves."""
    root = chart.render_tree()
    for parent in root.iter():
        for child in [each for each in parent if str(each.tag).rpartition("}")[2] == "script"]:
            parent.remove(child)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
