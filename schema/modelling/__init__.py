"""The model of the declarations, with names and annotations resolved: planning and weaving use it."""
