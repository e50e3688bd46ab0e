"""Drafts as the broker keeps them, in memory: a page that is opened anew over the same broker finds them again."""

from __future__ import annotations

import datetime as dt
import json

from broker.drafts import Draft


class FakeDrafts:
    """The verbs of drafts; each writer is what proves them."""

    @property
    def kept(self) -> dict[tuple[str, str, str], str]:
        """By, session and what it is about → content as JSON, so that nothing is kept that could not be written."""
        return self.__dict__.setdefault("_kept", {})

    def keep_draft(self, about, content, *, by="", session=""):
        self.kept[by, session, about] = json.dumps(content, allow_nan=False)

    def draft(self, about, *, by="", session=""):
        return next((draft for draft in self.drafts(by=by, session=session) if draft.about == about), None)

    def drafts(self, *, by="", session=""):
        now = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
        own = [(name[2], said) for name, said in self.kept.items() if name[:2] == (by, session)]
        return tuple(Draft(about, json.loads(said), now) for about, said in own)

    def forget_draft(self, about, *, by="", session=""):
        return self.kept.pop((by, session, about), None) is not None

    def hand_over_drafts(self, *, session, by, before="", only=None):
        moved = [n for n in self.kept if n[:2] == (before, session) and (only is None or n[2] in only)]
        for name in moved:
            self.kept[by, "" if by.startswith("p-") else session, name[2]] = self.kept.pop(name)
        return len(moved)

    def tidy_drafts(self):
        return 0
