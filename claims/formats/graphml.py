"""GraphML: a network for networkx, Gephi, igraph and whoever else reads graphs (graphml.graphdrawing.org)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from claims.formats.xml import UNWRITABLE
from claims.shapes.network import Network
from claims.shapes.table import Column, ColumnType

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
# Whole numbers are long, as networkx writes them. There is no type for days and moments: they stay text.
TYPES: Mapping[ColumnType, str] = {
    ColumnType.INTEGER: "long",
    ColumnType.NUMBER: "double",
    ColumnType.BOOLEAN: "boolean",
}


def graphml(network: Network, about: Mapping[str, str | int]) -> bytes:
    """The network as a GraphML document; `about` is what it says of itself as a whole.

    A value that there is not is left out. Characters that XML cannot hold are left out of texts.
    """
    return "\n".join(_lines(network, about)).encode()


def _lines(network: Network, about: Mapping[str, str | int]) -> Iterator[str]:
    of_graph = [
        Column(name, ColumnType.INTEGER if isinstance(value, int) else ColumnType.STRING, "")
        for name, value in about.items()
    ]
    # What says where a node or an edge is stands in attributes of its own.
    of_nodes = [column for column in network.node_columns if column.name != "id"]
    of_edges = [column for column in network.edge_columns if column.name not in ("source", "target")]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<graphml xmlns="{NAMESPACE}">'
    for part, columns in (("graph", of_graph), ("node", of_nodes), ("edge", of_edges)):
        for column in columns:
            kind = TYPES.get(column.type, "string")
            yield f'<key id="{part}-{column.name}" for="{part}" attr.name="{column.name}" attr.type="{kind}"/>'
    yield f'<graph edgedefault="{"directed" if network.directed else "undirected"}">'
    yield from _data("graph", of_graph, about)
    for node in network.nodes:
        yield f"<node id={quoteattr(node['id'])}>{''.join(_data('node', of_nodes, node))}</node>"
    for edge in network.edges:
        ends = f"source={quoteattr(edge['source'])} target={quoteattr(edge['target'])}"
        yield f"<edge {ends}>{''.join(_data('edge', of_edges, edge))}</edge>"
    yield "</graph>"
    yield "</graphml>"


def _data(part: str, columns: Sequence[Column], values: Mapping[str, Any]) -> Iterable[str]:
    for column in columns:
        if (value := values.get(column.name)) is not None:
            yield f'<data key="{part}-{column.name}">{_text(value)}</data>'


def _text(value: Any) -> str:
    """The value as XML text. A carriage return is written as a reference: as itself it would be read as a line feed."""
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return escape(UNWRITABLE.sub("", written), {"\r": "&#13;"})
