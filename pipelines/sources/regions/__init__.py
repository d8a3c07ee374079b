"""Regions: NUTS 2021 and 2024 codes, names and shapes from GISCO; cohesion categories as shipped facts.

Only the declaration is here. What the data means and where it bites is in ``NOTES.md``.
"""

from __future__ import annotations

from datetime import date

from pipelines.ingest.source import Cadence, Licence, Source, Table

SOURCE = Source(
    name="regions",
    title="NUTS regions: codes, names, shapes, cohesion categories",
    package=__name__,
    base_url="https://gisco-services.ec.europa.eu",
    documentation_url="https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units/territorial-units-statistics",
    cadence=Cadence("yearly", limit_days=400),
    licence=Licence(
        name="GISCO terms: non-commercial use with attribution",
        url="https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units/territorial-units-statistics",
        attribution="© EuroGeographics for the administrative boundaries",
    ),
    citation="Eurostat GISCO, NUTS 2021 and 2024, 1:60 million; © EuroGeographics for the administrative boundaries",
    # The newest classification among the shipped points applies from this day.
    facts_vintage=date(2024, 1, 1),
    tables=(
        Table(
            name="nuts_shapes",
            row="one NUTS region of one version, with its boundary",
            contract="NutsShapes",
            member="NUTS_RG_60M_2021_4326.geojson",
        ),
        Table(
            name="nuts_label_points",
            row="one NUTS region of one version, with the point its label stands at",
            contract="NutsLabelPoints",
            member="NUTS_LB_2021_4326.geojson",
        ),
        Table(
            name="shipped_region_points",
            row="one NUTS region of one version, with a point inside it",
            contract="ShippedRegionPoints",
            member="region_points.csv",
            facts="region_points.csv",
        ),
        Table(
            name="cohesion_categories",
            row="one NUTS 2 region of the Union, with its category of region 2021-2027",
            contract="CohesionCategories",
            member="cohesion_categories.csv",
            facts="cohesion_categories.csv",
        ),
    ),
)
