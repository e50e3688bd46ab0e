"""The report of many dialogues: a summary, what is behind each number, and a page for each dialogue."""
