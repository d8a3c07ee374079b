"""A Plotly figure on a page: data for the script that draws it when it comes into view, and words until then.

The script is `assets/page.js`. Whoever runs no scripts has the finding above and the table below the chart.
"""

import json
from typing import Any

import htpy as h
import plotly.graph_objects as go
from htpy import Node
from markupsafe import Markup
from plotly.utils import PlotlyJSONEncoder

from dashboards.words import Words

say = Words(__file__, "components")

_DEFAULT_HEIGHT = 360


def chart(name: str, figure: go.Figure, words: str) -> Node:
    """Draw a figure.

    Args:
        name: of the table it draws; the chart's id is `chart-<name>`.
        figure: as Plotly makes it.
        words: what it shows, for whoever does not see it.
    """
    content: dict[str, Any] = figure.to_plotly_json()
    layout = content["layout"]
    layout.pop("template", None)
    height = int(layout.get("height") or _DEFAULT_HEIGHT)
    data = json.dumps({"data": content["data"], "layout": layout}, cls=PlotlyJSONEncoder, separators=(",", ":"))
    return h.div(".chart", id=f"chart-{name}", data_height=str(height))[
        h.div(".chart-marks", role="img", aria_label=say("chart", finding=words)),
        # A block of data is no script: the content policy lets it be, and nothing in it can end it.
        h.script(type="application/json")[Markup(data.replace("<", "\\u003c"))],  # noqa: S704
    ]
