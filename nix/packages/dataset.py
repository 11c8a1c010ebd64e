#!/usr/bin/env python3
"""Write a data set as the three binary COPY streams that its digest is made of."""

from __future__ import annotations

import argparse
from pathlib import Path

from dataset.copying import HEADER, TRAILER, CustomerEncoder, city_rows, company_rows
from dataset.customers import CustomerMaker
from dataset.pools import make_pools
from dataset.spec import Spec


def main() -> None:
    """Write cities.copy, companies.copy and customers.copy into a directory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    for name in ("seed", "cities", "companies", "customers"):
        parser.add_argument(f"--{name}", type=int, required=True)
    arguments = vars(parser.parse_args())
    directory: Path = arguments.pop("directory")
    spec = Spec(**arguments)

    pools = make_pools(spec)
    (directory / "cities.copy").write_bytes(HEADER + city_rows(pools) + TRAILER)
    (directory / "companies.copy").write_bytes(HEADER + company_rows(pools) + TRAILER)
    maker = CustomerMaker.of(pools, spec.seed)
    encoder = CustomerEncoder.of(pools, search=False)
    with (directory / "customers.copy").open("wb") as file:
        file.write(HEADER)
        for ids in spec.blocks():
            file.write(encoder.rows(maker.make(ids)))
        file.write(TRAILER)


if __name__ == "__main__":
    main()
