"""The data that every server answers from: made by the same numbers on either engine, all of it fictitious."""
