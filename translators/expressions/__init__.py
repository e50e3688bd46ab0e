"""Metrics of one's own: "days with tasmax > 33 degC and hurs < 30 %, in runs of 3 or more"."""

from __future__ import annotations

from translators.expressions.parser import parse_metric
from translators.expressions.tree import Metric

__all__ = ["Metric", "parse_metric"]
