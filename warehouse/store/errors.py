"""What can go wrong in the warehouse itself, in words for an operator.

Errors between a publisher and a raw table are in ``pipelines.ingest.errors``.
"""


class WarehouseError(Exception):
    """Base of every error the warehouse raises on purpose."""


class Terminated(SystemExit):
    """The system asked this process to end, as a service manager does; what it holds is freed on the way out."""


class UsageError(WarehouseError):
    """Somebody asked for something that does not exist; the message is one line and names what does."""


class BusyError(WarehouseError):
    """Somebody else holds the lock or the database; the message says who and for how long we waited."""


class NoEditionError(WarehouseError):
    """Nothing is published yet, or ``published/current`` points nowhere."""


class OverdueError(WarehouseError):
    """A statement ran for longer than one may and was interrupted."""


class EditionLacksError(WarehouseError):
    """The edition being read has no such table or column, mostly because the code that makes it is newer."""


class PublishError(WarehouseError):
    """A candidate edition is not fit to be served; the one being served stays."""
