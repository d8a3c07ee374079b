"""Tables as files: one module per kind of file, all fed from the same `ExportedTable`.

Belongs here: how rows become bytes, the same bytes for the same rows. Does not belong here: which rows
(`warehouse.match_query`, `dashboards.tables`) and at which address (`dashboards.downloads`, the command line).
"""
