"""Judged questions run against an index: how often the answer is found, and how well the program knows when it is not.

`assistant eval` is its door. Needs the extra `eval` (ir-measures, matplotlib), which no other verb needs.
"""
