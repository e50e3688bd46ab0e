"""The web pages: the only part of the project that knows Streamlit."""
