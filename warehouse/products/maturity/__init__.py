"""Maturity scores recomputed with other weights, and their audit file."""
