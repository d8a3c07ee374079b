"""Calls of neighbouring programmes that no feed brings (Interreg, EIT, ESPON), from files in the inbox.

Only the declaration is here. What the files hold and where they bite is in ``NOTES.md``. The portal's own topics and
cascade calls are in ``funding_tenders``.
"""

from pipelines.ingest.source import Cadence, Licence, Source, Table

SOURCE = Source(
    name="calls",
    title="Calls of neighbouring programmes",
    package=__name__,
    base_url="",
    inbox="calls",
    documentation_url="https://interreg.eu/calls-for-projects/",
    cadence=Cadence("when a file is dropped", limit_days=None),
    licence=Licence(
        name="CC BY 4.0",
        url="https://creativecommons.org/licenses/by/4.0/",
        attribution="Facts on calls, gathered by the operator; each row names the page it rests on",
    ),
    citation="Calls of neighbouring programmes, from the public pages named per row",
    tables=(
        Table(
            name="calls",
            row="one call of a programme that the portal does not list",
            member="files of calls",
            # Who keeps the file takes out what is over: that is no loss.
            shrink_tolerance=None,
        ),
    ),
)
