"""How many applied in 98 to 106, as the 107 report published it: the register holds only the completed cases."""

import csv
from collections.abc import Iterator
from importlib.resources import files

_FILE = files("app.demo") / "data" / "history" / "applications_98_106.csv"


def published(roc_year: int) -> Iterator[tuple[str, str, int, str]]:
    """Dimension, value, number of applications and the table that says so, for one year."""
    with _FILE.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if int(row["roc_year"]) == roc_year:
                source = f"107 年度執行成果報告表 {row['table']}"
                yield row["dimension"], row["value"], int(row["applications"]), source
