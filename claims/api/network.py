"""The view of networks of actors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from claims.api.claim_shapes import ClaimShapeView, distinct_parameter
from claims.api.errors import BadParametersError
from claims.api.network_schema import NetworkAnswer
from claims.api.renderers import TABULAR_RENDERERS, Tabular
from claims.api.turns import in_turn
from claims.choices import Role
from claims.filters.parameters import CONTRADICTORY, Choice, Codes, Parameter, Refusal, Whole
from claims.formats.graphml import graphml
from claims.shapes.agreement import Normalization
from claims.shapes.network import (
    DESTINATIONS,
    MOST_TIES,
    OF_HOLDERS,
    Network,
    Origin,
    Question,
    Ties,
    TooManyTiesError,
    read_network,
)

ACTORS, MOST_ACTORS = 200, 2_000
# Parameters that only some ties have.
OF_TIES: Mapping[str, tuple[Ties, ...]] = {
    "from": (Ties.DIRECTED,),
    "to": (Ties.DIRECTED,),
    "normalization": OF_HOLDERS,
}


@dataclass(frozen=True)
class Networked(Tabular):
    """An answer that is a network: JSON gives the document, formats of rows and columns give the ties."""

    network: Network


class GraphMLRenderer(BaseRenderer):
    media_type = "application/graphml+xml"
    format = "graphml"
    charset = "utf-8"
    schema: Mapping[str, Any] = {"type": "string"}

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return graphml(data.network, data.document["graph"]) if isinstance(data, Networked) else b""


class NetworkView(ClaimShapeView):
    """Who occurs with whom in the claims that fulfil every filter, who acts on whom, who stands with whom and against.

    `co_mention`: both actors take part in a claim, or voice it; the weight is the number of such claims.

    `directed`: from the subject of a claim, or with `from=claimant` from its claimant, to those whose role `to` names;
    the weight is the number of such claims, and `as_target`, `as_addressee` and so on tell in how many of them the
    other actor has that role.

    `agreement`, `conflict`: both hold a position on a topic, and the positions are equal, or one is for and the other
    against; the weight is the number of such topics, each counted once for a pair, whoever says it however often.
    `subtract` is agreement less conflict. All positions count of the claims found, so a time window of these is one of
    the network. `normalization` divides the weights as the Discourse Network Analyzer does.

    A tie is between two actors: an actor is never tied to itself. One that was merged into another is that one.
    `rollup` widens the filters, and leaves bodies and office-holders nodes of their own.
    """

    renderer_classes = [*TABULAR_RENDERERS, GraphMLRenderer]

    def get(self, request: Request) -> Response:
        filterset, values = self.query()
        asked = question(values)
        try:
            found = filterset.found if asked.of_index else None
            with in_turn(found):
                network = read_network(filterset.qs, self.reading, asked, found)
        except TooManyTiesError as error:
            detail = f"There are {error.ties} ties between these actors. Give a lower limit, a min_weight, or filters:"
            raise BadParametersError({"limit": [Refusal(f"{detail} {MOST_TIES} are the most.")]}) from error
        about = self.about(filterset, applied(asked))
        return Response(Networked(document(network, about), network.table(), network))

    @classmethod
    def further_parameters(cls) -> dict[str, Parameter]:
        return {
            "ties": Choice(
                Ties.values,
                default=Ties.CO_MENTION.value,
                help_text="What ties two actors: they occur in one claim (co_mention), one acts on the other "
                "(directed), they hold equal positions (agreement), opposite ones (conflict), or more of the one than "
                "of the other (subtract).",
                example=Ties.AGREEMENT.value,
            ),
            "from": Choice(
                Origin.values,
                help_text=f"With `ties=directed`: from whom ties lead, without it {Origin.SUBJECT.value}. subject: who "
                "does or is what is claimed. claimant: whose claim it is.",
                example=Origin.CLAIMANT.value,
            ),
            "to": Codes(
                Role.values,
                help_text="With `ties=directed`: roles of those to whom ties lead, separated by commas; without it "
                f"{', '.join(DESTINATIONS)}.",
                example=Role.TARGET.value,
            ),
            "normalization": Choice(
                Normalization.values,
                help_text="With `ties=agreement`, `conflict` or `subtract`: what weights are divided by, as in the "
                "Discourse Network Analyzer. average_activity: the mean number of positions of the two. jaccard: the "
                "number of positions that either holds. cosine: the product of their numbers of positions.",
                example=Normalization.AVERAGE_ACTIVITY.value,
            ),
            "distinct": distinct_parameter(),
            "min_weight": Whole(
                1,
                1_000_000,
                default=1,
                help_text="Ties of fewer claims, or of holders on fewer topics, are left out, whatever they are "
                "divided by; with `subtract`, where neither agreement nor conflict is as much.",
                example=2,
            ),
            "limit": Whole(
                1,
                MOST_ACTORS,
                default=ACTORS,
                help_text="The most actors: those in most claims, with all ties between them. `meta` says how many "
                "actors there are in all.",
                example=ACTORS,
            ),
        }

    def answer(self) -> type[Serializer]:
        return NetworkAnswer

    def summary(self) -> str:
        return "A network of the actors in the claims that fulfil every filter."


def question(values: Mapping[str, Any]) -> Question:
    """What the parameters ask for. Raises BadParametersError for one that the ties asked for do not have."""
    refusals = {
        name: [Refusal(f"It is of ties={', '.join(having)}, and not of {values['ties']}.", CONTRADICTORY)]
        for name, having in OF_TIES.items()
        if values[name] is not None and values["ties"] not in having
    }
    if refusals:
        raise BadParametersError(refusals)
    return Question(
        ties=values["ties"],
        limit=values["limit"],
        least=values["min_weight"],
        distinct=values["distinct"],
        origin=values["from"] or Origin.SUBJECT.value,
        # In the order of the codebook, and each once.
        destinations=[role for role in Role.values if role in (values["to"] or [DESTINATIONS])[0]],
        normalization=values["normalization"] or Normalization.NONE.value,
    )


def applied(asked: Question) -> dict[str, Any]:
    """The parameters as they were understood: those that the ties have."""
    every = {
        "ties": asked.ties,
        "from": asked.origin,
        "to": ",".join(asked.destinations),
        "normalization": asked.normalization,
        "distinct": asked.distinct,
        "min_weight": asked.least,
        "limit": asked.limit,
    }
    return {
        name: value
        for name, value in every.items()
        if value is not None and (name not in OF_TIES or asked.ties in OF_TIES[name])
    }


def document(network: Network, about: Mapping[str, Any]) -> dict[str, Any]:
    """The network in JSON, as networkx links nodes."""
    nodes = {"given": len(network.nodes), "in_all": network.nodes_in_all}
    graph = {
        "ties": about["applied"]["ties"],
        "question": urlencode({name: written(value) for name, value in about["applied"].items()}, doseq=True),
        "as_of": about["as_of"],
        "nodes_in_all": network.nodes_in_all,
    }
    if about["licence"] is not None:
        graph["licence"] = about["licence"]
    return {
        "meta": {**about, "claims": network.units, "nodes": nodes, "edges": len(network.edges)},
        "directed": network.directed,
        "multigraph": False,
        "graph": graph,
        "nodes": network.nodes,
        "edges": network.edges,
    }


def written(value: Any) -> Any:
    """A value of `applied` as an address writes it."""
    return str(value).lower() if isinstance(value, bool) else value
