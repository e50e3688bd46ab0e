"""A store as a folder that can be carried elsewhere: its tables as lines of JSON, its files with their sha256, and,
apart from both, its keys. A backup of SQLite can be restored into PostgreSQL, and the other way round.

``backup.json`` says what there is; ``tables/`` has a file a table, one row a line; ``files/`` has what lay in the
store's folder; ``keys/`` has the keys of the participants and of the store, for its owner's eyes alone. Keep the keys
where the rest is not: whoever has both can read what was said.
"""
