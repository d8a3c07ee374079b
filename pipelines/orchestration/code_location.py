"""What ``workspace.yaml`` points at: the definitions, made once when Dagster loads this module.

Nothing else belongs here; ``pipelines.orchestration.definitions`` can then be imported without doing any work.
"""

from pipelines.orchestration.definitions import build_defs

defs = build_defs()
