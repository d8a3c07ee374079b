"""Figures: a frame in, a Plotly figure out.

Only Polars, Plotly and the theme's constants: no SQL, no edition. An empty frame gives a figure that
says so and why. The sentence, source and table around a figure are `components/figure_card.py`'s.
"""
