"""How a sentence is taken apart: one module for each part of a need, none of which knows a single word of a language.

Each reader takes a `Sentence`, and gives back what it found together with the words it used, so that a number that
was read as a year is not read again as a threshold.
"""
