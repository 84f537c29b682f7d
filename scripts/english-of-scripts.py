#!/usr/bin/env python
"""Put the English of what scripts say where they find it: out of the catalogue, into app/assets/js/english.json."""

import json
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
TARGET = ROOT / "app" / "assets" / "js" / "english.json"


def main() -> None:
    """Write the file anew."""
    with CATALOGUE.open("rb") as file:
        said = {
            message.id if isinstance(message.id, str) else message.id[0]: message.string
            if isinstance(message.string, str)
            else message.string[1]
            for message in read_po(file)
            if any(place.startswith("app/assets/js/") for place, _ in message.locations)
        }
    TARGET.write_text(json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
