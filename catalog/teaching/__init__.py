"""Made-up daily weather over East Africa, for workshops and benchmarks; README.md says how it is made."""
