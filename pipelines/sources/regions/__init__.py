"""Regions: NUTS codes, names, shapes and what became of a code; cohesion category, innovator group, GDP and R&D.

Only the declaration is here. What the data means and where it bites is in ``NOTES.md``.
"""

from datetime import date

from pipelines.ingest.source import Cadence, Licence, Source, Table

SOURCE = Source(
    name="regions",
    title="NUTS regions: codes, names, shapes, changes between versions, statistics, innovator groups",
    package=__name__,
    base_url="https://gisco-services.ec.europa.eu",
    documentation_url="https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units/territorial-units-statistics",
    cadence=Cadence("yearly", limit_days=400),
    licence=Licence(
        name="GISCO terms: non-commercial use with attribution",
        url="https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units/territorial-units-statistics",
        attribution="© EuroGeographics for the administrative boundaries",
    ),
    citation=(
        "Eurostat GISCO, NUTS 2021 and 2024, 1:60 million; © EuroGeographics for the administrative boundaries. "
        "Eurostat, NUTS correspondence tables, nama_10r_2gdp, tgs00042. "
        "European Commission, Regional Innovation Scoreboard 2023"
    ),
    # The newest classification among the shipped points applies from this day.
    facts_vintage=date(2024, 1, 1),
    tables=(
        Table(
            name="nuts_shapes",
            row="one NUTS region of one version, with its boundary",
            member="NUTS_RG_60M_2021_4326.geojson",
        ),
        Table(
            name="nuts_label_points",
            row="one NUTS region of one version, with the point its label stands at",
            member="NUTS_LB_2021_4326.geojson",
        ),
        Table(
            name="nuts_correspondence",
            row="one code of two NUTS versions that follow each other, in both or in one of them",
            member="NUTS2021-NUTS2024.xlsx",
        ),
        Table(
            name="nuts_changes",
            row="one code that changed between two NUTS versions, with the explanation given",
            member="NUTS2021-NUTS2024.xlsx",
        ),
        Table(name="gdp", row="one place's gross domestic product of one year", member="nama_10r_2gdp"),
        Table(
            name="gerd",
            row="one place's expenditure on research and development of one year, as a share of its product",
            member="tgs00042",
        ),
        Table(
            name="innovation_scoreboard",
            row="one region's figure for one indicator and year of the Regional Innovation Scoreboard",
            member="RIS_2023.xlsx",
        ),
        Table(
            name="shipped_region_points",
            row="one NUTS region of one version, with a point inside it",
            facts="region_points.csv",
        ),
        Table(
            name="cohesion_categories",
            row="one NUTS 2 region of the Union, with its category of region 2021-2027",
            facts="cohesion_categories.csv",
        ),
        Table(
            name="innovator_groups",
            row="one region of the Regional Innovation Scoreboard, with its group",
            facts="innovator_groups.csv",
        ),
    ),
)
