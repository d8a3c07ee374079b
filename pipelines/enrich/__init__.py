"""Python work between dbt models: pure functions, frame in, frame out.

No database, no clock, no environment in here: ``pipelines.nightly.steps`` hands the frames in and writes what
comes out to schema ``enrich``. What SQL can say plainly belongs in ``dbt_project``.
"""
