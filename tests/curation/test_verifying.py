"""Whatever is altered in the ledger, its releases or its facts, verifying names the row."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from claims.curation import verifying
from claims.curation.chain import digest_of, link
from claims.curation.rebuilding import FACTS, LIVED
from claims.curation.verifying import verify
from claims.models.facts import OPEN, ClaimFact, LinkFact, RecordFact, count_public
from claims.models.finding import NameFact, QuoteFact, Word
from claims.models.ledger import Publication, Release
from tests import factories as make
from tests.ledgers import Erasure, Ledger, alter, erase_a_person, made_ledger, seqs, take_out, tamper

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ledger]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield made_ledger()
        transaction.set_rollback(True)


@pytest.fixture
def ledger(made: Ledger, db: None) -> Ledger:
    """Made once; what a test does to it is undone."""
    return made


def hash_anew() -> None:
    """Makes digests and chain what the rows say: as a forger would, who thinks of them and not of what they mean."""
    chain = bytes(32)
    for row in Publication.objects.order_by("seq"):
        digest = digest_of(bytes(row.salt), row.body, row.reason) if row.salt is not None else bytes(row.digest)
        chain = link(chain, row.seq, row.kind, row.uid, row.op, row.at, digest)
        alter(Publication, row.seq, "digest = %(digest)s, chain = %(chain)s", digest=digest, chain=chain)
    tamper(
        "UPDATE claims_release SET chain = (SELECT p.chain FROM claims_publication p WHERE p.seq = claims_release.seq)"
    )


def test_a_ledger_in_which_everything_happened_holds(ledger):
    verdict = verify()
    assert verdict.faults == []
    assert (verdict.head, verdict.chain) == (ledger.head, bytes(Publication.objects.get(seq=ledger.head).chain))
    assert set(verdict.operations) == {"published", "revised", "refreshed", "retracted", "merged", "redacted"}
    assert sum(verdict.operations.values()) == ledger.head
    assert verdict.erased == Publication.objects.filter(erased_by__isnull=False).count() > 0
    assert verdict.releases == 2
    assert verdict.facts == sum(model._default_manager.count() for model in FACTS)


def test_it_is_the_same_read_in_small_batches(ledger, monkeypatch):
    whole = verify()
    monkeypatch.setattr(verifying, "BATCH", 1)
    assert verify() == whole


# --- Publications --------------------------------------------------------------------------------

# What is altered, the row in which it is, and what is said of it. Digests and chain stay as they were.
ALTERED = {
    "an earlier time": ("merged", "at = at - interval '1 day'", "its time lies before that of"),
    "a later time": ("head", "at = at + interval '1 us'", "its chain hash does not follow from the row before it"),
    "other words": ("revised", "body = replace(body, 'fell', 'rose')", "its digest is not that of its salt, body and"),
    "another reason": ("retracted", "reason = 'Other.'", "its digest is not that of its salt, body and reason"),
    "another salt": ("first", "salt = sha256(salt)", "its digest is not that of its salt, body and reason"),
    "another digest": ("first", "digest = sha256(digest)", "its chain hash does not follow"),
    "another digest of what is erased": ("erased", "digest = sha256(digest)", "its chain hash does not follow"),
    "another chain hash": ("first", "chain = sha256(chain)", "its chain hash does not follow"),
    "another operation": ("revised", "op = 'refreshed'", "its chain hash does not follow"),
    "another kind": ("head", "kind = 'place'", "its chain hash does not follow"),
    "another uid": ("first", "uid = gen_random_uuid()", "its uid is not the one in its body"),
    "another slug": ("head", "slug = 'other'", "its slug is not the one in its body, last"),
    "another slug of what was taken back": (
        "merged",
        "slug = 'other'",
        "its slug is not guild, which its record had by",
    ),
    "another record": ("revised", "record = 9999", "its record and its uid were published under each other's names"),
    "a later first_seq": ("revised", "first_seq = seq", "its first_seq is {revised}, and should be {first}"),
    "an earlier first_seq": ("first", "first_seq = 1", "its first_seq is 1, and should be {first}"),
    "another first_at": ("retracted", "first_at = at", "its first_at is not the time of"),
    "no revised_at": ("revised", "revised_at = NULL", "its revised_at is not the time when"),
    "a made-up revised_at": ("retracted", "revised_at = at", "its revised_at is not the time when"),
    "an erasure by nothing": ("erased", "erased_by = 9999", "it is said to be erased by 9999, which is no redaction"),
    "an erasure by another act": ("erased", "erased_by = {merged}", "erased by {merged}, which is no redaction"),
    "an erasure by what came before": (
        "head",
        "body = NULL, salt = NULL, reason = '', erased_by = {redacted}",
        "erased by {redacted}, which is no redaction that came later",
    ),
    "an erasure that is not listed": (
        "first",
        "body = NULL, salt = NULL, reason = '', erased_by = {redacted}",
        "erased by {redacted}, which does not list it",
    ),
}


@pytest.mark.parametrize("altered", ALTERED)
def test_what_is_altered_in_a_publication_is_found_in_its_row(ledger, altered):
    name, assigned, problem = ALTERED[altered]
    numbers = vars(ledger)
    alter(Publication, numbers[name], assigned.format(**numbers))
    found = verify().faults
    assert all(fault.startswith(f"publication {numbers[name]}: ") for fault in found)
    assert [fault for fault in found if problem.format(**numbers) in fault], found


@pytest.fixture
def erasure(ledger: Ledger) -> Erasure:
    return erase_a_person()


def test_what_is_erased_for_somebody_else_keeps_its_slug_and_holds(erasure):
    rows = Publication.objects.filter(seq__in=vars(erasure).values()).order_by("seq")
    slugs = {name: rows.get(seq=seq).slug for name, seq in vars(erasure).items()}
    kept = {"card": "card", "letter": "letter", "refreshed": "letter"}
    assert slugs == {"person": "", "merged": "", "redacted": "", **kept}
    assert set(rows.exclude(erased_by=None).values_list("seq", flat=True)) >= {erasure.card, erasure.letter}
    assert verify().faults == []


# Of what is erased no body proves the slug: the row that is given another one, the slug, and what is said.
MISNAMED = {
    "of a redaction": ("redacted", "house", "{redacted}: it is a redaction, and has a slug, house"),
    "of what is redacted": (
        "person",
        "quill",
        "{person}: its record was redacted by {redacted}, and it still has a slug",
    ),
    "of another": ("card", "paper", "{card}: it is erased, and its slug leads to another record, paper"),
    "that is the uid of another": (
        "card",
        "{uid}",
        "{card}: it is erased, and its slug leads to another record, {uid}",
    ),
    "that it did not have": ("letter", "post", "{refreshed}: its slug is not post, which its record had by {letter}"),
}


@pytest.mark.parametrize("misnamed", MISNAMED)
def test_a_slug_that_no_body_proves_leads_nowhere_else(erasure, misnamed):
    name, slug, problem = MISNAMED[misnamed]
    numbers = {**vars(erasure), "uid": Publication.objects.filter(kind="source", slug="paper")[0].uid}
    alter(Publication, numbers[name], f"slug = '{slug.format(**numbers)}'")
    assert verify().faults[0].startswith(f"publication {problem.format(**numbers)}")


def test_a_slug_is_no_others_even_if_that_is_erased_too(erasure):
    """No body of either says whose it is."""
    parcel = make.source("parcel", text="", publisher=make.actor("post"))
    make.publish_all(parcel)
    (seq,) = seqs(parcel)
    erased = "body = NULL, salt = NULL, reason = '', erased_by = {redacted}, slug = 'card'"
    alter(Publication, seq, erased.format(**vars(erasure)))
    assert verify().faults == [f"publication {erasure.card}: it is erased, and its slug leads to another record, card"]


# What a forger writes who makes all hashes anew, and what gives it away.
FORGED = {
    "a body that is no JSON": ("revised", "body = 'Dues fell.'", "its body is no JSON object"),
    "a body that is a list": ("revised", "body = '[]'", "its body is no JSON object"),
    "the body of another": (
        "revised",
        "body = (SELECT body FROM claims_publication WHERE seq = {head})",
        "its uid is not the one in its body",
    ),
    "a second beginning": ("revised", "op = 'published', revised_at = NULL", "its record became public, which it was"),
    "a revision of what was not public": ("first", "op = 'revised'", "its record was revised, and was not public"),
    "a merge into nobody": ("merged", "body = '{{\"uid\":\"' || uid || '\"}}'", "it is merged into None"),
    "a merge into itself": (
        "merged",
        'body = \'{{"uid":"\' || uid || \'","merged_into":"\' || uid || \'"}}\'',
        "which was not published before",
    ),
    "a merge into a later one": (
        "merged",
        'body = \'{{"uid":"\' || uid || \'","merged_into":"\''
        " || (SELECT uid FROM claims_publication WHERE seq = {head}) || '\"}}'",
        "which was not published before",
    ),
    "a redaction of more": (
        "redacted",
        "body = replace(body, '[', '[1,')",
        "it lists 1 as erased, which it did not erase",
    ),
    "a redaction of nothing": ("redacted", "body = '{{\"uid\":\"' || uid || '\"}}'", None),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forgery_that_hashes_right_is_found_by_what_it_says(ledger, forged):
    name, assigned, problem = FORGED[forged]
    numbers = vars(ledger)
    alter(Publication, numbers[name], assigned.format(**numbers))
    hash_anew()
    if problem is None:  # the rows that it erased come before it
        expected = f"publication {ledger.erased}: it is said to be erased by {ledger.redacted}, which does not list it"
    else:
        expected = f"publication {numbers[name]}: "
    found = verify().faults
    assert all(fault.startswith(expected) for fault in found)
    assert [fault for fault in found if (problem or expected) in fault], found


def test_a_merge_that_is_forged_to_another_kind_of_record_is_found(ledger):
    target = str(Publication.objects.get(seq=ledger.first).uid)
    body = Publication.objects.get(seq=ledger.merged).body or ""
    into = json.loads(body)["merged_into"]
    values = {"body": body.replace(into, target), "seq": ledger.merged}
    tamper("UPDATE claims_publication SET body = %(body)s WHERE seq = %(seq)s", **values)
    hash_anew()
    assert verify().faults == [
        f"publication {ledger.merged}: it is merged into {target}, which was not published before"
    ]


def test_a_redaction_that_lists_nothing_is_found(ledger):
    """Its erased rows made to look as if they had never been."""
    tamper(
        "UPDATE claims_publication SET erased_by = NULL, salt = '', body = '{\"uid\":\"' || uid || '\"}'"
        " WHERE erased_by IS NOT NULL"
    )
    alter(Publication, ledger.redacted, "body = '{\"uid\":\"' || uid || '\"}'")
    hash_anew()
    found = verify().faults
    assert found == [f"publication {ledger.redacted}: it is a redaction, and lists nothing that it erased"]


def test_an_erased_row_with_words_is_found(ledger):
    tamper("ALTER TABLE claims_publication DROP CONSTRAINT publication_has_body_unless_retracted_or_erased")
    alter(Publication, ledger.erased, "reason = 'Still here.'")
    assert verify().faults == [
        f"publication {ledger.erased}: it is said to be erased by {ledger.redacted}, and still has body, salt or reason"
    ]


def test_a_row_that_was_taken_out_is_missed_by_the_next(ledger):
    take_out(ledger.first)
    assert f"publication {ledger.first + 1}: {ledger.first} is missing before it" in verify().faults


def test_the_first_bad_row_is_named_and_no_later_one(ledger):
    tamper("UPDATE claims_publication SET salt = sha256(salt) WHERE seq >= 4")
    assert verify().faults == ["publication 4: its digest is not that of its salt, body and reason"]


# --- Kept heads ----------------------------------------------------------------------------------


def test_whoever_kept_a_head_finds_a_ledger_that_was_written_anew(ledger):
    kept = {row.seq: bytes(row.chain) for row in Publication.objects.filter(seq__in=[3, ledger.head])}
    assert verify(expected=kept).faults == []
    alter(Publication, 2, "reason = 'Other.'")
    hash_anew()
    assert verify().faults == []
    (fault,) = verify(expected=kept).faults
    assert re.fullmatch(f"publication 3: its chain hash is [0-9a-f]{{64}}, and was once {kept[3].hex()}", fault)


def test_whoever_kept_a_head_finds_that_rows_are_gone_from_the_end(ledger):
    kept = {ledger.head: bytes(Publication.objects.get(seq=ledger.head).chain)}
    take_out(ledger.head)
    assert verify(expected=kept, until=ledger.head - 1).faults == [
        f"publication {ledger.head}: it was there once, and the ledger ends at {ledger.head - 1}"
    ]


def test_a_part_of_the_ledger_is_verified_without_what_comes_later(ledger):
    alter(Publication, ledger.head, "reason = 'Other.'")
    verdict = verify(until=ledger.head - 1)
    assert (verdict.faults, verdict.head, verdict.releases, verdict.facts) == ([], ledger.head - 1, 1, None)


# --- Releases and facts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assigned", "problem"),
    [
        ("chain = sha256(chain)", "release v1: its chain hash is not that of publication {seq}"),
        ("seq = 1", "release v1: its chain hash is not that of publication 1"),
        ("seq = 9999", "release v1: there is no publication 9999"),
        ("at = at - interval '1 day'", "release v1: its time lies before that of publication {seq}"),
    ],
)
def test_a_release_of_what_never_was_is_found(ledger, assigned, problem):
    first = Release.objects.get(name="v1")
    alter(Release, first.pk, assigned)
    assert verify().faults == [problem.format(seq=first.seq)]


@pytest.mark.parametrize(
    "assigned",
    [
        "seq = 3, chain = (SELECT chain FROM claims_publication WHERE seq = 3)",
        "counts = counts || '{\"claim\": 4}'",
        "counts = counts || '{\"claim\": 2}'",  # as if what was erased since had never been
        "counts = counts || '{\"place\": false}'",
        "counts = counts || '{\"nation\": 0}'",
        "counts = counts - 'place'",
        "counts = '7'",
    ],
)
def test_a_release_that_counts_what_was_not_public_is_found(ledger, assigned):
    first = Release.objects.get(name="v1")
    assert (first.counts["claim"], count_public(first.seq)["claim"]) == (3, 2), "one was erased since"
    alter(Release, first.pk, assigned)
    altered = Release.objects.get(name="v1")
    (fault,) = verify().faults
    said = json.dumps(altered.counts, sort_keys=True)
    assert fault.startswith(f"release v1: its counts are {said}, and at {altered.seq} they were {{")


LIFETIMES = {
    "ends before it begins": "till_seq = from_seq - 1",
    "begins with no publication of its record": "from_seq = {head} + 1",
    "ends with no publication of its record": "till_seq = {head} + 1",
}


@pytest.mark.parametrize("problem", LIFETIMES)
@pytest.mark.parametrize("model", LIVED)
def test_a_lifetime_that_cannot_be_is_found(ledger, model, problem):
    tamper(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {model._meta.model_name}_lifetime_is_in_order")
    fact = model.objects.latest("from_seq")
    alter(model, fact.pk, LIFETIMES[problem].format(**vars(ledger)))
    row = f"{model._meta.verbose_name} of {fact.uid} from "
    assert [fault for fault in verify().faults if fault.startswith(row) and problem in fault]


@pytest.mark.parametrize("till", [OPEN, "from_seq + 1"])
@pytest.mark.parametrize("model", LIVED)
def test_lifetimes_that_overlap_are_found(ledger, model, till):
    fact = model.objects.earliest("from_seq")
    tamper(f"DROP INDEX {model._meta.model_name}_is_open_once")
    twin = model.objects.get(pk=fact.pk)
    twin.pk, twin.from_seq = None, fact.from_seq + 1
    twin.save()
    alter(model, twin.pk, f"till_seq = {till}")
    overlap = "the next of the same begins before it ends"
    assert [fault for fault in verify().faults if str(fact.uid) in fault and fault.endswith(overlap)]


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (ClaimFact, "claimant = gen_random_uuid()"),
        (ClaimFact, "terms = '{}'"),
        (RecordFact, "name = 'Other'"),
        (LinkFact, "other = gen_random_uuid()"),
        (ClaimFact, "config = 'german'"),
        (NameFact, "key = 'other'"),
        (NameFact, "place = place + 1"),
        (QuoteFact, "key = ' other words '"),
        (QuoteFact, "head = 'other'"),
    ],
)
def test_facts_that_do_not_follow_from_the_ledger_are_found(ledger, model, changed):
    fact = model.objects.latest("from_seq")
    alter(model, fact.pk, changed)
    row = f"record {fact.uid} from {fact.from_seq}"
    table = model._meta.db_table
    assert verify().faults == [f"{table}: missing: {row}", f"{table}: not in the ledger: {row}"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("from_seq = from_seq + 1", ["missing: word {word} from {seq}", "not in the ledger: word {word} from {next}"]),
        ("word = 'elsewhere'", ["missing: word {word} from {seq}", "not in the ledger: word elsewhere from {seq}"]),
    ],
)
def test_words_that_do_not_follow_from_the_ledger_are_found(ledger, changed, told):
    word = Word.objects.latest("from_seq", "word")
    alter(Word, word.pk, changed)
    names = {"word": word.word, "seq": word.from_seq, "next": word.from_seq + 1}
    assert verify().faults == [f"claims_word: {line.format(**names)}" for line in told]
