"""The form in which users say what they do about one match: status, note, mute with a reason.

A plain form, as the filters are: it works from the keyboard and changes nothing until it is sent. Who may send it is in
`reviews.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.attributes import attributes
from dashboards.funding.reviews import ADDRESS, PAGE_PARAMETERS, SAVED
from dashboards.urls import page_url
from warehouse.products.matches.state import MAX_TEXT, NO_STATUS, REVIEW_STATUSES, Review


def review_form(path: str, review: Review, parameters: Mapping[str, str]) -> Component:
    """The form for one match.

    Args:
        path: of the page it stands on.
        review: the match and what holds for it.
        parameters: of the page; its filters are kept.
    """
    kept = {name: value for name, value in parameters.items() if name not in PAGE_PARAMETERS}
    ids = {"partnership_id": review.partnership_id, "topic_id": review.topic_id}
    hidden = {**ids, **{f"keep_{name}": value for name, value in kept.items()}}
    return html.Section(
        [
            html.H2(["Review of ", html.Code(review.topic_id), f" for {review.partnership_id}"], id="review"),
            html.P("Saved.", role="status", className="finding") if parameters.get(SAVED) else None,
            html.P(
                "Kept on this machine over every refresh; nothing said before is lost. Muted matches leave the lists, "
                "files and alerts until “Muted: show” is chosen.",
                className="note",
            ),
            html.Form(
                [
                    *(
                        dcc.Input(type="hidden", id=f"review-{name}", name=name, value=value)
                        for name, value in hidden.items()
                    ),
                    html.Div(_fields(review, path, kept), className="filter-row"),
                ],
                action=ADDRESS,
                method="post",
                # React keeps fields that are drawn again as they were; another key makes them new ones.
                key=repr(review),
            ),
        ],
        className="card",
        **attributes(aria_labelledby="review"),
    )


def _fields(review: Review, path: str, kept: Mapping[str, str]) -> list[Component]:
    muted = [("", "no"), ("yes", "yes")]
    statuses = [(NO_STATUS, "none"), *((status, status) for status in REVIEW_STATUSES)]
    return [
        _choice("review_status", "Our status", statuses, review.review_status or NO_STATUS),
        _words("review_note", "Our note", review.review_note or ""),
        _choice("muted", "Muted", muted, "yes" if review.is_muted else ""),
        _words("mute_reason", "Why muted", review.mute_reason or ""),
        html.Div(
            [html.Button("Save review", type="submit"), dcc.Link("Close", href=page_url(path, kept))],
            className="filter-buttons",
        ),
    ]


def _choice(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> Component:
    return html.Div(
        [
            html.Label(label, htmlFor=f"review-{name}"),
            html.Select(
                [
                    html.Option(words, value=value, selected="selected" if value == chosen else None)
                    for value, words in options
                ],
                name=name,
                id=f"review-{name}",
            ),
        ],
        className="filter",
    )


def _words(name: str, label: str, value: str) -> Component:
    return html.Div(
        [
            html.Label(label, htmlFor=f"review-{name}"),
            dcc.Input(id=f"review-{name}", name=name, type="text", value=value, debounce=True, maxLength=MAX_TEXT),
        ],
        className="filter",
    )
