"""Reads a network of actors as GraphML and prints who is central in it.

    python examples/network.py [API] [PARAMETERS] [FILE]

PARAMETERS are those of /api/v1/claims/network/ (`ties=co_mention` unless given), such as
"ties=agreement&topic=war-in-ukraine". The network is kept in FILE, network.graphml unless given. It needs networkx.

Gephi opens the file as it is (File > Open): nodes have label, kind and claims, ties have weight. For a first picture
lay it out with ForceAtlas 2, and let the size of the nodes follow `claims` and their colour `kind`.
"""

import sys
import urllib.request
from pathlib import Path

import networkx as nx


def main(
    api: str = "http://127.0.0.1:8000", parameters: str = "ties=co_mention", file: str = "network.graphml"
) -> None:
    with urllib.request.urlopen(f"{api}/api/v1/claims/network/?{parameters}&format=graphml") as answer:
        Path(file).write_bytes(answer.read())
    graph = nx.read_graphml(file)
    print(f"{graph.number_of_nodes()} actors, {graph.number_of_edges()} ties, kept in {file}\n")
    if not graph:
        print("No claim fulfils these filters. Take one away.")
        return
    # What is tied more often is nearer: betweenness counts the shortest ways.
    for _, _, tie in graph.edges(data=True):
        tie["distance"] = 1 / tie["weight"] if tie["weight"] > 0 else float("inf")
    betweenness = nx.betweenness_centrality(graph, weight="distance")
    strength = dict(graph.degree(weight="weight"))
    print(f"{'actor':<40} {'ties':>5} {'weight':>8} {'between':>8}")
    for actor in sorted(graph, key=lambda actor: (-betweenness[actor], actor))[:10]:
        label = graph.nodes[actor]["label"]
        print(f"{label[:40]:<40} {graph.degree(actor):>5} {strength[actor]:>8g} {betweenness[actor]:>8.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
