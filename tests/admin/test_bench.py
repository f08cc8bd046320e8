"""The coding bench as plain forms: what its page shows, and what its buttons do."""

import pytest
from django.urls import reverse

from claims.models.claims import Claim
from tests import factories
from tests.admin.benches import bench, coded_source, filled, shared_claim
from tests.admin.forms import fields_of, messages_of, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(groups):
    return coded_source()


@pytest.fixture
def shared(source):
    return shared_claim(source)


def test_a_claim_is_coded_by_typing_names(coder, source):
    topic = factories.topic("dues", name="Harbour dues")
    response = coder.post(bench(source), filled(coder, source, topics="harbour DUES", _next="1"))
    assert response.status_code == 302, response.context["problems"]
    claim = Claim.objects.get()
    start = claim.evidence.get().start
    assert response["Location"] == f"{bench(source)}?from=2&at={start}"  # on from where the quote is
    assert (claim.source, claim.kind, list(claim.topics.all())) == (source, "event", [topic])
    participant = claim.participants.get()
    assert (participant.actor.slug, participant.actor.kind) == ("port-ministry", "government_body")
    quote = claim.evidence.select_related("text").get()
    assert quote.text is not None
    assert (quote.status, quote.paragraph, quote.text.text[quote.start : quote.end]) == ("exact", 2, quote.exact)
    assert claim.attribution.get().actor == source.publisher
    assert "Saved: The port ministry" in messages_of(response)


def test_the_next_claim_begins_with_voice_topic_and_event_of_the_one_before(coder, source):
    voice, topic, event = (
        factories.actor("guild", name="The guild"),
        factories.topic(name="Dues"),
        factories.event(name="The rise"),
    )
    data = filled(coder, source, topics=topic.name, event=event.name, _next="1")
    row(data, "attribution", 1, actor="The guild", form="said", commitment="certain", cue="the guild said")
    coder.post(bench(source), data)
    begun = fields_of(coder.get(bench(source)))
    assert (begun["topics"], begun["event"]) == ("Dues", "The rise")
    assert [begun[f"attribution-{n}-actor"] for n in (0, 1, 2)] == [source.publisher.name, voice.name, ""]
    assert (begun["attribution-1-form"], begun["attribution-1-cue"], begun["statement"]) == ("said", "", "")
    # And is saved with them, though nobody touched them.
    data = filled(coder, source, statement="It raised them again.", _next="1")
    assert coder.post(bench(source), data).status_code == 302
    assert list(Claim.objects.latest("pk").attribution.values_list("actor__slug", flat=True)) == [
        source.publisher.slug,
        "guild",
    ]


def test_an_actor_is_known_by_alias_and_slug_and_an_unknown_one_is_asked_for(coder, source):
    ministry = factories.actor("ministry", name="Ministry of Ports")
    ministry.names.create(name="port ministry", kind="alias")
    for typed in ("port Ministry", "ministry", "Ministry of Ports", "anything [ministry]"):
        data = filled(coder, source, _save="1")
        row(data, "participants", 0, actor=typed, new_kind="")
        assert coder.post(bench(source), data).status_code == 302, typed
    assert set(Claim.objects.values_list("participants__actor", flat=True)) == {ministry.pk}
    data = filled(coder, source, _save="1")
    row(data, "participants", 0, actor="Ministry of Port", new_kind="")
    response = coder.post(bench(source), data)
    assert response.status_code == 422
    assert "Did you mean “Ministry of Ports”? To make it a new actor, say what kind it is." in str(
        response.context["problems"]
    )
    assert fields_of(response)["participants-0-actor"] == "Ministry of Port"


def test_of_a_name_that_several_bear_the_slug_is_asked_for_and_shown(coder, source):
    for slug in ("georgia", "georgia-us"):
        factories.actor(slug, name="Georgia")
    data = filled(coder, source, _save="1")
    row(data, "participants", 0, actor="Georgia", new_kind="")
    response = coder.post(bench(source), data)
    assert "write one of Georgia [georgia], Georgia [georgia-us]" in str(response.context["problems"])
    data = fields_of(response) | {"participants-0-actor": "Georgia [georgia-us]", "_save": "1"}
    assert coder.post(bench(source), data).status_code == 302
    claim = Claim.objects.get()
    assert claim.participants.get().actor.slug == "georgia-us"
    assert fields_of(coder.get(bench(source, claim)))["participants-0-actor"] == "Georgia [georgia-us]"


def test_nothing_is_made_of_a_form_that_is_refused(coder, source):
    before = type(source.publisher).objects.count()
    response = coder.post(bench(source), filled(coder, source, kind="", _save="1"))
    assert response.status_code == 422
    assert not Claim.objects.exists()
    assert type(source.publisher).objects.count() == before


def test_words_that_stand_several_times_are_anchored_where_they_were_selected(coder, source):
    text = source.current_text.text
    at = text.rindex("dues")
    data = filled(coder, source, _save="1")
    row(data, "evidence", 0, exact="dues", at=str(at))
    coder.post(bench(source), data)
    quote = Claim.objects.get().evidence.get()
    assert (quote.start, quote.end, quote.status) == (at, at + 4, "exact")
    assert (quote.prefix, quote.suffix) == (text[at - 32 : at], text[at + 4 : at + 36])
    data = fields_of(coder.get(bench(source, quote.claim))) | {
        "evidence-0-exact": "ports",
        "evidence-0-at": "3",
        "_save": "1",
    }
    coder.post(bench(source, quote.claim), data)
    quote.refresh_from_db()
    assert text[quote.start : quote.end] == "ports"  # what does not stand at the offset is looked up


def test_a_cue_keeps_the_place_at_which_it_was_selected(coder, source):
    text = source.current_text.text
    quote = text[text.index("Shipowners") : text.index(" other ports")]
    data = filled(coder, source, hedging="hedged", _save="1")
    row(data, "evidence", 0, exact=quote)
    row(data, "cues", 0, text="may", kind="modal", at=str(text.index("may")))
    coder.post(bench(source), data)
    cue = Claim.objects.get().cues.get()
    assert (cue.start, cue.end) == (text.index("may"), text.index("may") + 3)


def test_what_the_bench_proposes_is_taken_by_buttons_without_a_script(coder, source):
    other = factories.claim(source=source, participants=[(factories.actor("owners", name="Shipowners"), "subject")])
    other.participants.update(mention="Shipowners")
    data = filled(coder, source, statement="", occurred_text="in May", hedging="not_coded", _check="1")
    row(data, "cues", 0, text="very likely", kind="modal")
    response = coder.post(bench(source), data)
    assert response.status_code == 200
    assert not Claim.objects.exclude(pk=other.pk).exists()
    assistance = response.context["assistance"]
    assert assistance.proposal.statement == "Port Ministry raised harbour dues."
    assert [(time.days, time.reading.inferred) for time in assistance.times] == [("May 2025", True)]
    assert assistance.likelihood.code == "likely"
    assert fields_of(response)["likelihood"] == ""  # proposed, never set
    taking = [assistance.taking_statement, assistance.times[0].taking, assistance.taking_likelihood]
    taken = fields_of(coder.post(bench(source), fields_of(response) | {"_take": taking}))
    assert taken["statement"] == assistance.proposal.statement
    assert (taken["occurred_from"], taken["occurred_to"], taken["occurred_precision"]) == (
        "2025-05-01",
        "2025-05-31",
        "month",
    )
    assert taken["likelihood"] == str(assistance.likelihood.pk)
    assert "date of publication" in taken["occurred_basis"]


def test_what_was_replaced_stays_told_while_the_proposal_is_the_statement(coder, source):
    data = filled(coder, source, statement="", _check="1")
    row(data, "evidence", 0, exact="The port ministry raised harbour dues")
    row(data, "participants", 0, actor="Ministry of Ports", mention="port ministry", new_kind="government_body")
    before = coder.post(bench(source), data)
    proposal = before.context["assistance"].proposal
    (change,) = proposal.replaced
    after = coder.post(bench(source), data | {"statement": proposal.statement})
    told = f"“{change.words}” is {change.by}"
    button = 'data-take="p"'
    assert [(told in page, button in page) for page in (before.text, after.text)] == [(True, True), (True, False)]


def test_whom_the_quote_names_is_offered_and_taken_by_a_button_without_a_script(coder, source):
    norway, guild = factories.actor("norway", name="Norway"), factories.actor("guild", name="The guild")
    norway.names.create(name="Oslo", kind="metonym")
    factories.actor("oslo-port", name="Oslo Port", merged_into=norway)
    other = factories.claim(source=source, participants=[(guild, "subject")])
    other.participants.update(mention="The port ministry")
    factories.store_text(source, "Then Oslo Port and Oslo heard of it. The port ministry raised harbour dues.")
    data = filled(coder, source, _check="1")
    row(data, "evidence", 0, exact="Oslo heard of it. The port ministry")
    row(data, "participants", 0, actor="", new_kind="", role="", mention="")
    response = coder.post(bench(source), data)
    offers = response.context["assistance"].named
    assert [(str(offer.label), offer.words, offer.taken) for offer in offers] == [
        ("Norway", "Oslo", False),
        ("The guild", "The port ministry", False),
    ]
    again = coder.post(bench(source), fields_of(response) | {"_take": offers[0].taking})
    taken = fields_of(again)
    assert (taken["participants-0-actor"], taken["participants-0-mention"]) == ("Norway", "Oslo")
    # Each stays in its place, and the next one goes into the next row.
    offers = again.context["assistance"].named
    assert [(str(offer.label), offer.taken) for offer in offers] == [("Norway", True), ("The guild", False)]
    taken = fields_of(coder.post(bench(source), fields_of(again) | {"_take": offers[1].taking}))
    assert [taken[f"participants-{number}-actor"] for number in (0, 1)] == ["Norway", "The guild"]


def test_a_time_is_counted_from_the_claim_that_is_named(coder, source):
    other = factories.claim(
        source=source,
        statement="The dues were raised.",
        occurred_from="2025-05-01",
        occurred_to="2025-05-31",
        occurred_precision="month",
    )
    asked = coder.post(bench(source), filled(coder, source, occurred_text="two months later", _check="1"))
    assert "name the claim it is counted from" in asked.context["assistance"].times[0].problem
    data = fields_of(asked) | {"counted_from": str(other.uid)[:8], "_check": "1"}
    time = coder.post(bench(source), data).context["assistance"].times[0]
    assert time.days == "July 2025"
    assert "The dues were raised." in time.reading.basis


def test_a_near_duplicate_and_a_stranger_are_pointed_out_and_nothing_is_refused(coder, source):
    factories.actor("norway", name="Norway")
    there = factories.claim(source=source, statement="The ministry of ports raised the harbour dues.")
    typed = "The ministry of ports raised the harbour dues of Norway and Nowhereland."
    data = filled(coder, source, statement=typed)
    response = coder.post(bench(source), data | {"_check": "1"})
    assistance = response.context["assistance"]
    assert [similar.claim for similar in assistance.similar] == [there]
    assert {(stranger.name, stranger.known) for stranger in assistance.strangers} == {
        ("Norway", True),
        ("Nowhereland", False),
    }
    assert coder.post(bench(source), data | {"_save": "1"}).status_code == 302


def test_what_a_mention_stands_for_is_no_stranger(coder, source):
    factories.actor("norway", name="Norway")
    data = filled(coder, source, statement="Norway raised harbour dues.", _check="1")
    row(data, "participants", 0, actor="Norway", new_kind="", mention="The port ministry")
    assert coder.post(bench(source), data).context["assistance"].strangers == []


# --- The text ------------------------------------------------------------------------------------


def test_quotes_are_marked_by_state_and_salience_overlaps_too_and_paragraphs_without_one_are_flagged(coder, source):
    one = factories.claim(source=source, salience="detail", quotes=["The port ministry raised harbour dues in May"])
    two = factories.claim(source=source, salience="background", quotes=["harbour dues"])
    factories.publish_all(two)
    coded = coder.get(bench(source)).context["coded"]
    runs = [
        (run.text, [entry.claim.pk for entry in run.coded], run.classes if run.coded else "")
        for run in coded.blocks[1].runs
    ]
    assert runs[:3] == [
        ("The port ministry raised ", [one.pk], "state-draft salience-detail"),
        ("harbour dues", [two.pk, one.pk], "state-published salience-background overlap"),
        (" in May", [one.pk], "state-draft salience-detail"),
    ]
    assert (
        "".join(run.text for run in coded.blocks[1].runs)
        == source.current_text.text[coded.blocks[1].start :].split("\n\n")[0]
    )
    assert (coded.coverage.uncoded, coded.coverage.coded) == ((1, 3), 1)
    page = coder.get(bench(source)).content.decode()
    assert page.count("no claim yet") == 2
    assert f'href="{bench(source, one)}"' in page


def test_the_share_of_the_text_that_is_coded_counts_what_is_quoted_twice_once(coder):
    source = factories.source(text="abcde fghij\n\nklmno")
    factories.claim(source=source, quotes=["abcde", "bcde"])
    coverage = coder.get(bench(source)).context["coded"].coverage
    assert (coverage.share, coverage.percent, coverage.uncoded) == (5 / 15, 33, (2,))


def test_a_source_without_a_text_can_be_coded_too(coder):
    source = factories.source(text="")
    factories.scale("coding_confidence")
    response = coder.post(bench(source), filled(coder, source, _save="1"))
    assert response.status_code == 302
    assert Claim.objects.get().evidence.get().status == "unchecked"


# --- Suggestions and rights ----------------------------------------------------------------------


def suggested(coder, source, kind, words):
    found = coder.get(reverse("admin:claims_source_suggest", args=[source.pk]), {"kind": kind, "q": words})
    return [result["value"] for result in found.json()["results"]]


def test_actors_are_offered_by_name_and_alias_those_that_begin_so_first(coder, source):
    factories.actor("north", name="Old Quay Company")
    quay = factories.actor("ministry", name="Ministry of Ports")
    quay.names.create(name="Quay House", kind="metonym")
    assert suggested(coder, source, "actor", "quay") == ["Ministry of Ports", "Old Quay Company"]


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("ministry OF ports", True),
        ("The Fifth", True),
        ("ministry", True),
        ("Quay [quay-2]", True),
        ("quay", True),
        ("Ministry of", False),
        ("Gone", False),
        ("", False),
    ],
)
def test_of_an_actor_it_is_told_whether_these_very_words_name_one(coder, source, words, known):
    named = factories.actor("ministry", name="Ministry of Ports")
    for alias in ("The First", "The Second", "The Third", "The Fourth", "The Fifth"):
        named.names.create(name=alias, kind="alias")
    for slug in ("quay-1", "quay-2"):
        factories.actor(slug, name="Quay")
    factories.actor("went", name="Gone", merged_into=named)
    asked = reverse("admin:claims_source_suggest", args=[source.pk])
    assert coder.get(asked, {"kind": "actor", "q": words}).json()["known"] is known


@pytest.mark.parametrize(
    ("words", "meant"),
    [("harbour party", "Harbour Party"), ("the party", "Harbour Party"), ("party", ""), ("quay", ""), ("Harbour", "")],
)
def test_the_one_actor_that_bears_these_very_words_is_told(coder, source, words, meant):
    """And not one of whom something else is so called: its kind, say."""
    factories.actor("hp", name="Harbour Party", kind="party").names.create(name="the party", kind="alias")
    for slug in ("quay-1", "quay-2"):
        factories.actor(slug, name="Quay")
    asked = reverse("admin:claims_source_suggest", args=[source.pk])
    assert coder.get(asked, {"kind": "actor", "q": words}).json()["meant"] == meant


def test_claims_are_offered_by_their_words_and_uid_those_of_the_source_first(coder, source):
    far = factories.claim(statement="Dues rose elsewhere.")
    near = factories.claim(source=source, statement="Dues rose here.")
    labels = [f"{claim.statement} [{str(claim.uid)[:8]}]" for claim in (near, far)]
    assert suggested(coder, source, "claim", "dues rose") == labels
    assert suggested(coder, source, "claim", str(far.uid)[:8]) == labels[1:]


@pytest.mark.parametrize("role", ["coder", "reviewer", "administrator", "nobody"])
def test_the_bench_is_for_those_who_may_change_claims(as_role, source, shared, role):
    client = as_role(role)
    suggest = reverse("admin:claims_source_suggest", args=[source.pk])
    for page in (bench(source), bench(source, shared), f"{suggest}?kind=actor&q=a"):
        assert client.get(page).status_code == (302 if role == "nobody" else 200)
    assert client.get(bench(factories.source(), shared)).status_code == (302 if role == "nobody" else 404)


def test_whoever_may_only_look_is_kept_out(source, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
    for page in (bench(source), f"{bench(source)}keep/"):
        assert client.post(page, {}).status_code == 403
    assert client.get(bench(source)).status_code == 403


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"base": "[1]"},
        {"base": '{"claim": 1}'},
        {"_take": "x"},
        {"evidence-TOTAL_FORMS": "x"},
        {"theirs": "claim|statement"},
    ],
)
@pytest.mark.parametrize("button", ["_save", "_next", "_check"])
def test_junk_is_answered_with_the_page(coder, source, shared, data, button):
    for page in (bench(source), bench(source, shared)):
        assert coder.post(page, data | {button: "1"}).status_code in {200, 409, 422}
        assert coder.post(f"{page}keep/", data).status_code == 200
        assert coder.get(page).status_code == 200
