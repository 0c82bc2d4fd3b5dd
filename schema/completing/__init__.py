"""Ordinary execution: Strawberry's fields over the rows that a plan has read, and how much Python may compute."""
