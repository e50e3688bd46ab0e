"""The people of a store: who they are, the keys their words are sealed under, what they consent to, how they leave."""
