"""The verbs of the service in a terminal: what is asked on the command line, and what is printed of it.

A theme has its arguments in ``*_arguments.py``, what they do in ``*_commands.py``, and what is printed of it in
``*_words.py``; `broker.cli` is the door.
"""
