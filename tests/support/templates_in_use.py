"""Which templates a walk through the pages has made use of."""

from flask import Flask

from config import ROOT

TEMPLATES = ROOT / "app" / "templates"


def templates_of(*folders: str) -> set[str]:
    """The names of all page templates in these folders; of all folders by an empty name."""
    found = (path for folder in folders for path in (TEMPLATES / folder).rglob("*") if path.suffix in (".html", ".svg"))
    return {path.relative_to(TEMPLATES).as_posix() for path in found}


def templates_in_use(application: Flask) -> set[str]:
    """A set that grows with every template that the application loads from now on."""
    used: set[str] = set()
    loader = application.jinja_env.loader
    assert loader is not None
    load = loader.load

    def noticing(environment, name, *arguments):  # type: ignore[no-untyped-def]
        used.add(name)
        return load(environment, name, *arguments)

    loader.load = noticing  # type: ignore[method-assign]
    return used
