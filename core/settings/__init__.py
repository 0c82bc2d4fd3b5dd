"""The settings of the platform, and the kinds of values that they have."""
