"""Compiled passes over daily values, one module a family. Import them where they are used: numba is slow to load."""
