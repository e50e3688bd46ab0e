"""The web app: pages and navigation, nothing else. Start it with ``broker serve`` or ``streamlit run app.py``."""

# A process that a session starts reads this file under another name, and must show nothing.
if __name__ == "__main__":
    from broker.ui import shell

    shell.show()
