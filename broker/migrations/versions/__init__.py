"""One module a revision; what a revision writes never changes once it was released."""
