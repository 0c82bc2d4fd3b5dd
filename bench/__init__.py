"""`make bench`: compares the platform with stock Strawberry, hand-written SQL and a constant, in one run."""
