"""Measurements, each beside its own baseline in the same run. `make bench` runs them all.

A measurement is a module here with a function `measure() -> list[Row]`, named in MODULES of __main__.py.
"""
