"""What a network is, for the OpenAPI document."""

from rest_framework import serializers

from claims.api.explain_schema import explain_member
from claims.api.schema import SearchMeta
from claims.choices import ActorKind, Role
from claims.serializers.base import Code
from claims.shapes.network import Ties


class Given(serializers.Serializer):
    """How many actors are given."""

    given = serializers.IntegerField(min_value=0, help_text="How many are given.")
    in_all = serializers.IntegerField(min_value=0, help_text="How many there are in all, without `limit`.")


class NetworkMeta(serializers.Serializer):
    as_of = serializers.IntegerField(help_text="S, the state of the ledger at which all was read.")
    applied = serializers.DictField(
        help_text="Filters and parameters as they were understood, each as it could be written again."
    )
    search = SearchMeta(allow_null=True, help_text="With `q`: what was made of it. Null without.")
    licence = serializers.CharField(
        allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )
    explain = explain_member()
    claims = serializers.IntegerField(
        min_value=0, help_text="How many claims fulfil the filters; with `distinct`, what counts as one of them."
    )
    nodes = Given(help_text="Actors.")
    edges = serializers.IntegerField(
        min_value=0, help_text="How many ties there are between the actors that are given, of `min_weight` or more."
    )


class NetworkGraph(serializers.Serializer):
    """What a file of the network says of itself."""

    ties = serializers.ChoiceField(Ties.choices, help_text="What ties two actors.")
    question = serializers.CharField(help_text="Filters and parameters, as an address writes them.")
    as_of = serializers.IntegerField(help_text="S, the state of the ledger at which all was read.")
    nodes_in_all = serializers.IntegerField(min_value=0, help_text="How many actors there are without `limit`.")
    licence = serializers.CharField(
        required=False,
        help_text="Licence of the data, as an SPDX identifier or an address; left out where none is set.",
    )


class NetworkNode(serializers.Serializer):
    """An actor."""

    id = serializers.CharField(help_text="Its slug; its uid where its document was erased.")
    label = serializers.CharField(help_text="Its name; its uid where its document was erased.")  # type: ignore[assignment]
    kind = Code(
        ActorKind, required=False, help_text="What sort of actor it is; left out where its document was erased."
    )
    uid = serializers.UUIDField(help_text="Its identity.")
    claims = serializers.IntegerField(
        min_value=1, help_text="In how many of the claims it has one of the parts that ties are made of."
    )
    degree = serializers.IntegerField(
        min_value=0, help_text="How many ties it has here, those to and from it together."
    )
    strength = serializers.FloatField(help_text="The sum of their weights.")


def _role_counts() -> dict[str, serializers.Field]:
    return {
        f"as_{role}": serializers.IntegerField(
            required=False, min_value=0, help_text=f"With `ties=directed`: in how many claims the target is {role}."
        )
        for role in Role
    }


class _Edge(serializers.Serializer):
    """A tie of two actors."""

    source = serializers.CharField(
        help_text="`id` of the actor that it leads from; where ties have no direction, of the one in more claims."
    )  # type: ignore[assignment]
    target = serializers.CharField(help_text="`id` of the other actor.")
    weight = serializers.FloatField(
        help_text="In how many claims they are so tied, or on how many topics; a fraction where it is normalised, and "
        "below 0 where `subtract` finds more conflict than agreement."
    )
    agreement = serializers.IntegerField(
        required=False, min_value=0, help_text="With ties of holders: on how many topics they have an equal position."
    )
    conflict = serializers.IntegerField(
        required=False, min_value=0, help_text="With ties of holders: on how many topics one is for, one against."
    )


NetworkEdge = type("NetworkEdge", (_Edge,), {"__doc__": _Edge.__doc__, **_role_counts()})


class NetworkAnswer(serializers.Serializer):
    """A network as networkx reads it: `nx.node_link_graph(answer, edges="edges")`."""

    meta = NetworkMeta()
    directed = serializers.BooleanField(help_text="Whether ties lead from one actor to the other.")
    multigraph = serializers.BooleanField(help_text="Always false: two actors have one tie, or one each way.")
    graph = NetworkGraph()
    nodes = NetworkNode(many=True, help_text="Actors, those in most claims first.")
    edges = NetworkEdge(many=True, help_text="Ties, the heaviest first.")
