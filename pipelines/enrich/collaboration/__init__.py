"""Who works with whom: what chance would explain, who bridges, and who could join.

Belongs here: measures over networks and rankings, pure, frame in, frame out. Does not belong here: counting of pairs
and projects (dbt, `dbt_project/models/engagement`).
"""
