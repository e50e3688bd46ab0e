"""What users mean: words, needs, seasons, places and indices, with no file opened and no dataset known."""
