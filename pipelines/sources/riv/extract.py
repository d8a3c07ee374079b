"""Nothing is fetched: the facts are shipped with the project."""

from pipelines.ingest.session import Session


def extract(session: Session) -> None:
    """Leaves the visit without files, because this source has none to fetch."""
