"""Stock Strawberry as its documentation advises: DataLoaders, parser and validation caches, orjson."""
