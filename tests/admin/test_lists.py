"""Finding claims, and what a page costs."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.choices import Axis
from claims.curation.publishing import retract
from claims.models.claims import Claim
from claims.models.reviewing import SavedFilter
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/claim/"


def found(client: Client, query: str) -> set[str]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200, query
    return set(response.context["cl"].result_list.values_list("statement", flat=True))


def test_a_title_that_is_cut_at_a_blank_has_its_ellipsis_at_its_last_word(groups, coder):
    source = factories.source(title="Armenia walks a tightrope between Russia and it Western friends")
    factories.claim(source=source, statement=f"{'x' * 138} Western friends.")
    page = coder.get(LIST).content.decode()
    assert "Armenia walks a tightrope between Russia and it…" in page
    assert f"{'x' * 138}…" in page


# --- Filters -------------------------------------------------------------------------------------


def test_states_are_told_apart_and_so_is_what_changed_since(groups, coder, reviewer):
    source = factories.source()
    claims = {name: factories.claim(source=source, statement=name) for name in ("draft", "public", "edited", "gone")}
    factories.publish_all(*(claims[name] for name in ("public", "edited", "gone")))
    Claim.objects.filter(statement="edited").update(negated=True)
    retract([claims["gone"]], reason="Misread.")
    factories.claim(source=source, statement="waiting", state="in_review")
    assert found(coder, "state=draft") == {"draft"}
    assert found(coder, "state=in_review") == {"waiting"}
    assert found(coder, "state=published") == {"public", "edited"}
    assert found(coder, "state=changed") == {"edited"}
    assert found(coder, "state=retracted") == {"gone"}


def test_a_topic_takes_the_topics_below_along(groups, coder):
    wide = factories.topic()
    narrow = factories.topic(parent=factories.topic(parent=wide))
    factories.claim(statement="wide", topics=[wide])
    factories.claim(statement="narrow", topics=[narrow])
    factories.claim(statement="other")
    assert found(coder, f"topic={wide.pk}") == {"wide", "narrow"}
    assert found(coder, f"topic={narrow.pk}") == {"narrow"}


def test_source_coder_and_certainty_narrow_the_list(groups, coder):
    me = User.objects.get(pk=coder.session["_auth_user_id"])
    likely = factories.level(Axis.LIKELIHOOD, "likely")
    moderate = factories.level(Axis.CODING_CONFIDENCE, "moderate")
    source = factories.source()
    factories.claim(statement="a", source=source, coder=me, hedging="hedged", likelihood=likely)
    factories.claim(statement="b", coding_confidence=moderate)
    assert found(coder, f"source={source.pk}") == {"a"}
    assert found(coder, f"coder={me.pk}") == {"a"}
    assert found(coder, "hedging__exact=hedged") == {"a"}
    assert found(coder, f"likelihood={likely.pk}") == {"a"}
    assert found(coder, "likelihood=none") == {"b"}
    assert found(coder, f"coding_confidence={moderate.pk}") == {"b"}


def test_filters_are_kept_when_another_is_chosen(claim, coder):
    page = coder.get(f"{LIST}?state=draft&q=dues").content.decode()
    form = page[page.index('class="filter-form"') :]
    assert '<input type="hidden" name="state" value="draft">' in form
    assert '<input type="hidden" name="q" value="dues">' in form


@pytest.mark.parametrize("name", ["source", "topic", "coder", "likelihood"])
def test_a_filter_that_is_no_number_leads_back_to_the_whole_list(claim, coder, name):
    response = coder.get(f"{LIST}?{name}=x", follow=True)
    assert response.redirect_chain == [(f"{LIST}?e=1", 302)]


def test_filters_never_write_out_more_than_a_bounded_number_of_values(groups, coder):
    topics = [factories.topic(name=f"Issue {n}") for n in range(40)]
    factories.claim(topics=topics)
    page = coder.get(f"{LIST}?topic={topics[-1].pk}").content.decode()
    assert page.count("Issue ") == 31  # the first thirty, and the chosen one


# --- Search --------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["carriers", "raised harbour", "quay", '"ship carriers"', "CARRIERS dues", "uid"])
def test_claims_are_found_by_statement_quote_alias_and_uid(groups, coder, words):
    actor = factories.actor()
    actor.names.create(name="Quay House", kind="metonym")
    sought = factories.claim(statement="Dues on ship carriers.", participants=[(actor, "target")])
    other = factories.source(text="Nothing of the kind.")
    factories.claim(source=other, statement="Something else.", quotes=["Nothing"])
    query = str(sought.uid)[:13] if words == "uid" else words
    assert found(coder, f"q={query}") == {"Dues on ship carriers."}


def test_an_actor_with_several_names_is_listed_once(groups, coder):
    actor = factories.actor("quay")
    for name in ("Quay House", "Quayside"):
        actor.names.create(name=name, kind="alias")
    response = coder.get("/admin/claims/actor/?q=quay")
    assert list(response.context["cl"].result_list) == [actor]


# --- What a page costs ---------------------------------------------------------------------------


def cost(client: Client, url: str) -> int:
    client.get(url)  # content types and the like are remembered from here on
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def full_claim(rows: int) -> Claim:
    source = factories.source()
    actors = [factories.actor() for _ in range(rows)]
    poled = [factories.topic(pole="Lower dues") for _ in range(rows)]
    return factories.claim(
        source=source,
        voices=[{"actor": actor} for actor in actors],
        participants=[(actor, "subject") for actor in actors],
        topics=poled,
        positions=[(actor, topic, "for") for actor, topic in zip(actors, poled, strict=True)],
        cues=[("may", "modal")] * rows,
        quotes=["raised harbour dues"] * rows,
        relations=[("supports", factories.claim(source=source)) for _ in range(rows)],
    )


KINDS = ("claim", "source", "actor", "topic", "event", "place", "confidencescale", "publication")


def make_each(count: int) -> None:
    source = factories.source()
    claims = [
        factories.claim(source=source, coder=User.objects.create_user(f"c-{factories.number()}")) for _ in range(count)
    ]
    factories.publish_all(*claims)
    for _ in range(count):
        place = factories.place()
        factories.event(places=[place])
        factories.topic(parent=factories.topic())
        factories.scale(slug=f"scale-{factories.number()}")
        factories.source(publisher=factories.actor())
        factories.claim(source=source, topics=[factories.topic()])


def test_a_list_of_fifty_costs_what_a_list_of_five_costs(as_role):
    client = as_role("administrator")
    urls = [f"/admin/claims/{kind}/" for kind in KINDS]
    make_each(5)
    few = {url: cost(client, url) for url in urls}
    make_each(45)
    many = {url: cost(client, url) for url in urls}
    assert many == few
    assert max(many.values()) <= 16, many


def test_a_claim_with_ten_rows_of_each_kind_costs_what_one_with_two_costs(reviewer):
    small, large = full_claim(2), full_claim(10)
    urls = [reverse("admin:claims_claim_change", args=[claim.pk]) for claim in (small, large)]
    assert cost(reviewer, urls[0]) == cost(reviewer, urls[1]) <= 25


def test_the_difference_of_a_changed_claim_costs_a_bounded_number_more(reviewer):
    claim = full_claim(5)
    factories.publish_all(claim)
    Claim.objects.filter(pk=claim.pk).update(negated=True)
    assert cost(reviewer, reverse("admin:claims_claim_change", args=[claim.pk])) <= 45


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_an_empty_form_costs_little(claim, coder, kind):
    assert cost(coder, f"/admin/claims/{kind}/add/") <= 12


def test_the_pages_of_sources_and_actors_cost_the_same_for_many_rows(coder):
    costs = []
    for rows in (2, 12):
        source, actor = factories.source(), factories.actor()
        for order in range(rows):
            source.authors.create(order=order, actor=factories.actor())
            source.citations.create(cited=factories.source(text=""))
            actor.names.create(name=f"Name {order}", kind="alias")
            actor.affiliations.create(kind="member_of", organisation=factories.actor())
        costs.append(
            [cost(coder, reverse(f"admin:claims_{r._meta.model_name}_change", args=[r.pk])) for r in (source, actor)]
        )
    assert costs[0] == costs[1]
    assert max(costs[1]) <= 15


@pytest.mark.parametrize("kind", ["claim", "actor", "source", "topic", "event", "place"])
def test_lists_say_moments_as_the_pages_do(groups, coder, kind):
    claim = factories.claim(event=factories.event())
    claim.places.add(factories.place())
    page = coder.get(f"/admin/claims/{kind}/").content.decode()
    assert re.search(r"\b\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d<", page), page[-4000:]
    assert not re.search(r"[ap]\.m\.|20\d\d-\d\d-\d\d \d", page)


def test_a_plain_no_is_told_in_a_word_and_not_by_the_sign_of_a_mistake(as_role):
    administrator = as_role("administrator")
    factories.actor(named=False)
    factories.topic(pole="")
    factories.topic(pole="For higher dues")
    User.objects.create_user("left", is_active=False)
    SavedFilter.objects.create(owner=User.objects.get(username="left"), name="Theirs", shared=True)
    for where, column in (
        ("claims/actor", "named"), ("claims/topic", "pole"), ("claims/savedfilter", "shared"),
        ("auth/user", "is_active"), ("auth/user", "is_staff"), ("auth/user", "is_superuser"),
    ):  # fmt: skip
        page = administrator.get(f"/admin/{where}/").content.decode()
        assert set(re.findall(rf'class="field-{column}">(.*?)</td>', page)) <= {"yes", "no"}
        assert f'class="field-{column}">' in page, where
        assert "icon-no" not in page
        assert administrator.get(f"/admin/{where}/?o=2.3").status_code == 200
