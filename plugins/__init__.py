"""The built-in plugins. Each is one folder of the same shape, loaded by entry point like a stranger's."""
