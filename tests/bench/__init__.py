"""Benchmarks: run by hand, never by the test runner; ratios are taken in one run on one machine."""
