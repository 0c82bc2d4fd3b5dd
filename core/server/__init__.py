"""The server: put together, its processes, its work in the background, its end."""
