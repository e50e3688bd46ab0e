"""Write the page of rules: ``python -m broker.access > broker/access/rules.md``."""

from broker.access.page import page

if __name__ == "__main__":
    print(page(), end="")
