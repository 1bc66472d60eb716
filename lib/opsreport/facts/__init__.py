"""Compact rows that several grains share: made once from the tables, each passing over them once. A number is 0 where there is nothing.

A spell is a row with a `day` and an `until`, the next day on which the user did the same: the state that a user is in at any moment is the
spell in force then, so "and then" needs no join.
"""
