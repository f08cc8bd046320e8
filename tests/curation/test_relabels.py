"""New labels in the text of documents: the same as in the documents themselves, and facts that follow."""

import pytest

from claims.choices import RecordKind
from claims.curation import documents
from claims.curation.catching_up import catch_up
from claims.curation.labels import relabel
from claims.curation.publishing import publish
from claims.curation.rebuilding import differences
from claims.curation.relabels import Labels
from claims.models.actors import Actor
from claims.models.facts import ClaimFact
from claims.models.ledger import Publication
from tests import factories as make
from tests import oracle
from tests.trust.chance import Curator

pytestmark = pytest.mark.django_db


def labels_of(actor: Actor, slugs: set[str]) -> Labels:
    return Labels(actor, slugs, oracle.last(actor))


def test_the_text_of_a_claim_gets_the_labels_that_its_document_would_get():
    curator = Curator("labels in text")
    for _ in range(60):
        curator.act()
    claims = Publication.objects.with_document().filter(kind=RecordKind.CLAIM)
    compared = 0
    for actor in Actor.objects.published():
        slugs = set(Publication.objects.filter(uid=actor.uid).values_list("slug", flat=True))
        body = oracle.last(actor).parsed() | {"name": 'The “new” "one" \\1 \\', "kind": "company"}
        last = oracle.last(actor)
        last.body = documents.as_text(body)
        change = Labels(actor, slugs, last).change(RecordKind.CLAIM)
        for row in claims:
            document = row.parsed()
            relabel(document, dict.fromkeys([(RecordKind.ACTOR, slug) for slug in slugs], body))
            assert change(row.body or "", row.record).text == documents.as_text(document)
            compared += row.body != documents.as_text(document)
    assert compared > 10


def test_words_that_look_like_a_label_stay_as_they_are():
    guild = make.actor("guild", name="The guild")
    label = '{"slug":"guild","name":"The guild","kind":"organisation","named":true}'
    claim = make.claim(statement=f"They wrote {label}.", participants=[(guild, "subject")])
    make.publish_all(claim)
    publish([make.edit(guild, name="The old guild")])
    catch_up()
    document = oracle.public(claim)
    assert document["statement"] == f"They wrote {label}."
    assert document["participants"][0]["actor"]["name"] == "The old guild"


@pytest.mark.parametrize(
    ("edit", "facts"), [({"name": "New"}, False), ({"slug": "new"}, False), ({"kind": "company"}, True)]
)
def test_facts_are_made_anew_where_more_than_a_name_changes(edit, facts):
    guild, heir = make.actor("guild"), make.actor("heir")
    claim = make.claim(participants=[(guild, "subject")])
    make.publish_all(claim, heir)
    before = list(ClaimFact.objects.values_list("pk", flat=True))
    publish([make.edit(guild, **edit)])
    change = labels_of(guild, {"guild", "new"}).change(RecordKind.CLAIM)
    assert change(oracle.last(claim).body or "", claim.pk).facts is facts
    assert catch_up()
    assert (list(ClaimFact.objects.values_list("pk", flat=True)) != before) is facts
    assert differences() == []


def test_facts_are_made_anew_where_the_actor_turns_out_to_be_another():
    guild, heir = make.actor("guild"), make.actor("heir")
    claim = make.claim(participants=[(guild, "subject")])
    make.publish_all(claim, heir)
    publish([make.edit(guild, merged_into=heir)])
    catch_up()
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == "heir"
    assert differences() == []
