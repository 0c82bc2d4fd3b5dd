"""The servers of the bench, each an ASGI app in its own module or folder."""
