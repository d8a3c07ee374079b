"""The form in which users say what they do about one match: status, note, mute with a reason.

A plain form, as the filters are: it works from the keyboard and changes nothing until it is sent. Who may send it is in
`reviews.py`.
"""

from collections.abc import Mapping

import htpy as h
from htpy import Node

from dashboards.access.people import TOKEN
from dashboards.components.filters import choice, words_field
from dashboards.funding.reviews import ADDRESS, PAGE_PARAMETERS, SAVED
from dashboards.urls import page_url
from dashboards.words import Words
from warehouse.products.matches.state import MAX_TEXT, NO_STATUS, RELEVANCES, REVIEW_STATUSES, Review

say = Words(__file__)

_FORM = "review"


def review_form(path: str, review: Review, parameters: Mapping[str, str], token: str) -> Node:
    """The form for one match.

    Args:
        path: of the page it stands on.
        review: the match and what holds for it.
        parameters: of the page; its filters are kept.
        token: of who may send it.
    """
    kept = {name: value for name, value in parameters.items() if name not in PAGE_PARAMETERS}
    ids = {"partnership_id": review.partnership_id, "topic_id": review.topic_id}
    hidden = {TOKEN: token, **ids, **{f"keep_{name}": value for name, value in kept.items()}}
    return h.section(class_="card", aria_labelledby="review")[
        h.h2(id="review")[
            say.nodes("review", {"code": h.code}, topic=review.topic_id, partnership=review.partnership_id)
        ],
        h.p(role="status", class_="finding")[say("review.saved")] if parameters.get(SAVED) else None,
        h.p(class_="note")[say("review.note")],
        h.form(action=ADDRESS, method="post")[
            *(h.input(type="hidden", id=f"review-{name}", name=name, value=value) for name, value in hidden.items()),
            h.div(class_="filter-row")[_fields(review, path, kept)],
        ],
    ]


def _fields(review: Review, path: str, kept: Mapping[str, str]) -> list[Node]:
    statuses = [(NO_STATUS, say("review-status.none")), *((status, status) for status in REVIEW_STATUSES)]
    relevances = [
        (NO_STATUS, say("review-relevance.none")),
        *((value, value.replace("_", " ")) for value in RELEVANCES),
    ]
    held = {
        "review_status": review.review_status or NO_STATUS,
        "review_note": review.review_note or "",
        "relevance": review.relevance or NO_STATUS,
        "muted": "yes" if review.is_muted else "",
        "mute_reason": review.mute_reason or "",
    }
    return [
        choice("review_status", say("review-status"), statuses, held, _FORM),
        choice("relevance", say("review-relevance"), relevances, held, _FORM),
        words_field("review_note", say("review.our-note"), held, _FORM, MAX_TEXT),
        choice(
            "muted", say("review-muted"), [("", say("review-muted.no")), ("yes", say("review-muted.yes"))], held, _FORM
        ),
        words_field("mute_reason", say("review-muted.why"), held, _FORM, MAX_TEXT),
        h.div(class_="filter-buttons")[
            h.button(type="submit")[say("review.save")], h.a(href=page_url(path, kept))[say("review.close")]
        ],
    ]
