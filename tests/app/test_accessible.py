"""Every page for those who see, hear or point otherwise: axe-core finds nothing serious, on a desk and on a phone."""

from __future__ import annotations

import pytest

from tests.app.browser import Reader, chromium, screenshots

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core comes with that package")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed here; CHROMIUM may name one"),
]
PAGES = (
    "", "need", "dialogues", "catalog", "publish", "asked", "wanted", "queue", "exchanges",
    "dialogue?dialogue={id}", "answer?dialogue={id}&round=3", "figures?dialogue={id}", "evaluate?dialogue={id}",
    "answer?product={product}", "catalog?dataset=woolpit-cmip6", "dialogue?dialogue=nowhere",
)  # fmt: skip
#: Findings that count.
GRAVE = ("serious", "critical")
#: What did not break is not told.
ONLY = {"resultTypes": ["violations"]}
#: Drawn by Streamlit alone: its navigation is a list whose heads of sections are no items.
THEIRS = {"exclude": [["[data-testid=stSidebarNav]"]]}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_no_page_has_a_serious_finding(home, address, browser, tmp_path, width, scheme):
    from broker import Broker

    broker = Broker(home)
    example = broker.dialogue(broker.dialogues()[0].id)
    found = []
    reader = Reader(browser, address, width, screenshots(tmp_path / "screenshots"), color_scheme=scheme)
    for page in PAGES:
        reader.open(page.format(id=example.id, product=example.rounds[0].product_id))
        for one in axe.Axe().run(reader.page, context=THEIRS, options=ONLY).response["violations"]:
            if one["impact"] in GRAVE:
                found += [f"{page}: {one['id']}: {node['html'][:160]}" for node in one["nodes"]]
        reader.picture(f"50-{page.partition('?')[0] or 'start'}-{scheme}")
    reader.close()
    assert not found, "\n".join(found)
