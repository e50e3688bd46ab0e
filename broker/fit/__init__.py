"""Where need and offer do not meet, in words, one module an axis: the page, the brief and the log say the same."""
