"""Parts that pages are made of: each draws one thing and asks nothing of the service but what it is given."""
