"""The files of a product: tables, NetCDF, pictures, one printed page, messages, recipe and provenance.

Nothing heavy is imported until a product is written.
"""
