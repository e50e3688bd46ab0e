"""What is taken away with an older product: all that may have been written, and nothing else."""

from __future__ import annotations

from broker import deliveries
from broker.products import write


def test_the_files_of_a_product_are_those_that_are_written():
    assert set(write.FILES) == deliveries.FILES
    assert deliveries.RECIPE in deliveries.FILES
