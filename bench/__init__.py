"""`make bench`: the platform beside stock Strawberry, hand-written SQL and a constant, in one run."""
