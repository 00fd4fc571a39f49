"""The settings, one module for each kind of machine."""
