"""Names of raw columns, made from the publishers' own; imports nothing heavy, because every night reads it."""

import re


def snake_columns(names: str, *, prefix: str = "") -> dict[str, str]:
    """Publisher's column → raw column, the same in snake case: ``ecMaxContribution`` → ``ec_max_contribution``.

    Args:
        names: of the publisher's columns, parted by blanks.
        prefix: of the raw columns.
    """
    return {name: prefix + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for name in names.split()}
