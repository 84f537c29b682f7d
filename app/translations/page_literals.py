"""The Chinese texts within the code of a page: what it gives to macros, and sets for itself."""

from collections.abc import Iterator

from jinja2 import Environment, nodes

from app.translations.page_source import CHINESE, numbered

_READER = Environment(autoescape=True)  # reads pages and renders none


def literals(source: str) -> Iterator[str]:
    """The texts, and the forms of those that are put together with ``~``; not what is only compared with."""
    yield from _within(_READER.parse(source))


def _within(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Compare):
        return
    if isinstance(node, nodes.Concat):
        form = _form(node)
        if CHINESE.search(form):
            yield form
        for inner in node.nodes:
            yield from [] if isinstance(inner, nodes.Const) else _within(inner)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and CHINESE.search(node.value):
        yield node.value.strip()
    for child in node.iter_child_nodes():
        yield from _within(child)


def _form(concatenated: nodes.Concat) -> str:
    count: dict[str, int] = {}
    pieces = [
        str(node.value) if isinstance(node, nodes.Const) else f"{{{numbered(_name_of(node), count)}}}"
        for node in concatenated.nodes
    ]
    return "".join(pieces).strip()


def _name_of(node: nodes.Node) -> str:
    """What an expression is about, as in the messages of the page."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Filter | nodes.Getitem) and node.node is not None:
        return _name_of(node.node)
    if isinstance(node, nodes.Call):
        return _name_of(node.args[0] if node.args else node.node)
    return "value"
