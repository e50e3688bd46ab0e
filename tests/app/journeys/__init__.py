"""Journeys: what a real person comes for, from the first page to the last, in a real browser over a filled store."""
