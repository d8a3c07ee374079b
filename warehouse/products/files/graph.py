"""A table of pairs as a network in GraphML, which Gephi, igraph and NetworkX open.

Belongs here: nodes and edges of a table whose columns name the two ends, `…_a` and `…_b`. What the pairs are is the
table's.
"""

from xml.sax.saxutils import escape, quoteattr

import polars as pl

from warehouse.products.files.feed import NOT_IN_XML
from warehouse.products.files.table import ExportedTable


def write_graphml(table: ExportedTable) -> bytes:
    """The table as GraphML: undirected, an edge for each row that names both ends, the other columns on the edges."""
    frame = table.frame
    first, second = (next(name for name in frame.columns if name.endswith(end)) for end in ("_a", "_b"))
    frame = frame.drop_nulls([first, second])
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ]
    carried = [name for name in frame.columns if name not in (first, second)]
    lines += [
        f'<key id={quoteattr(name)} for="edge" attr.name={quoteattr(name)} attr.type="{_type(frame.schema[name])}"/>'
        for name in carried
    ]
    lines.append(f'<graph id={quoteattr(table.name)} edgedefault="undirected">')
    nodes = pl.concat([frame[first], frame[second].alias(first)]).unique().sort()
    lines += [f"<node id={quoteattr(str(node))}/>" for node in nodes]
    for row in frame.iter_rows(named=True):
        data = "".join(
            f"<data key={quoteattr(name)}>{escape(_text(row[name]))}</data>"
            for name in carried
            if row[name] is not None
        )
        lines.append(f"<edge source={quoteattr(str(row[first]))} target={quoteattr(str(row[second]))}>{data}</edge>")
    return "\n".join([*lines, "</graph>", "</graphml>", ""]).encode()


def _type(kind: pl.DataType) -> str:
    if kind == pl.Boolean:
        return "boolean"
    return "long" if kind.is_integer() else "double" if kind.is_numeric() else "string"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else NOT_IN_XML.sub("", str(value))
