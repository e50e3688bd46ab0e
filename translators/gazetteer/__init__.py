"""Towns, first-level units and countries that travel with the project; sources and licences in README.md."""
