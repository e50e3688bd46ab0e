"""Recipe → numbers: tiles, seasons, kernels, weights, ensemble. No database, no pages, no dataset formats."""
