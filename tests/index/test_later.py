"""Documents that are added to those beside the reading index as they are published."""

import random
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.choices import RecordKind
from claims.curation import workflow
from claims.curation.publishing import publish, retract
from claims.index import keeping, later
from claims.index.reading_index import ReadingIndex
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.shapes.documents import documents
from tests import factories
from tests.index.beside import add, beside, edited, file_in, in_ledger, in_stored, index, log_in, read, reading

# A redaction empties the file when it is committed.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lies")]


def test_what_was_published_since_is_read_beside_and_nothing_is_asked(claims: list[Claim]) -> None:
    edited(*claims[:3])
    new = factories.claim()
    factories.publish_all(new)
    add()
    at = reading()
    some = [claims[2], new, claims[9], claims[0]]
    with CaptureQueriesContext(connection) as queries:
        found = documents(RecordKind.CLAIM, [claim.pk for claim in some], at)
    assert len(queries) == 0
    assert found == in_ledger(some)
    assert None not in found


def test_another_process_learns_of_them(claims: list[Claim]) -> None:
    edited(*claims[:3])
    add()
    keeping.forget()
    assert beside(claims[:4])[:3] == [None] * 3
    index().learn_documents("default")
    assert None not in beside(claims[:4])
    assert read(claims) == in_ledger(claims)
    edited(claims[1])
    add()
    assert None not in beside(claims)
    assert read(claims) == in_ledger(claims)


def test_a_part_without_documents_is_learnt_too(claims: list[Claim]) -> None:
    publish([factories.place()])
    add()
    edited(claims[0])
    assert read(claims) == in_ledger(claims)
    add()
    publish([factories.place()])
    add()
    assert None not in beside(claims)
    assert read(claims) == in_ledger(claims)


def test_documents_are_added_beside_a_base_without_any(lies: Path) -> None:
    publish([factories.place()])
    assert keeping.make_base("default") is not None
    keeping.forget()
    index()
    some = [factories.claim() for _ in range(3)]
    factories.publish_all(*some)
    assert read(some) == in_ledger(some)
    add()
    assert None not in beside(some)
    assert read(some) == in_ledger(some)


def test_where_none_was_added_nothing_is_asked(claims: list[Claim]) -> None:
    edited(claims[0])
    add()
    known = index()
    with CaptureQueriesContext(connection) as queries:
        known.learn_documents("default")
    assert len(queries) == 0


def test_what_is_published_again_is_read_from_the_ledger_until_it_is_added_again(claims: list[Claim]) -> None:
    edited(claims[0], claims[1])
    between = reading().seq
    add()
    edited(claims[0])
    assert [text is None for text in beside(claims[:3])] == [True, False, False]
    add()
    assert None not in beside(claims)
    for seq in (between, None):
        assert read(claims, seq) == in_ledger(claims, seq)


def test_what_is_retracted_once_it_was_added_is_gone_for_whoever_learns_of_both_at_once(claims: list[Claim]) -> None:
    edited(claims[0])
    add()
    retract([claims[0]], reason="Misread.")
    add()
    assert read(claims[:2]) == in_ledger(claims[:2])
    keeping.forget()
    index().learn_documents("default")
    assert beside(claims[:2])[0] is None
    assert read(claims[:2])[0] is None
    workflow.reopen(claims[:1])
    edited(claims[0])
    add()
    assert beside(claims[:1]) != [None]
    assert read(claims[:2]) == in_ledger(claims[:2])


def test_what_is_published_again_before_it_is_learnt_is_not_taken_for_the_newest(claims: list[Claim]) -> None:
    edited(claims[0], claims[1])
    keeping.add_documents(index(), "default")
    edited(claims[0])
    index().learn_documents("default")
    assert [text is None for text in beside(claims[:2])] == [True, False]
    assert read(claims[:2]) == in_ledger(claims[:2])


def test_a_process_learns_no_further_than_it_has_taken_in(claims: list[Claim]) -> None:
    behind = index()
    edited(claims[0])
    keeping.forget()
    add()
    seq = behind.seq
    assert seq < index().seq
    behind.learn_documents("default")
    held = behind.base.documents
    assert held is not None
    assert held.rows_known == 0
    assert held.of([claims[0].pk], seq) == in_stored(claims[:1], seq)


def test_parts_are_of_so_many_publications_at_most(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later, "MOST", 3)
    for claim in claims[:7]:
        edited(claim)
    edited(claims[1])
    add()
    rows = np.fromfile(log_in(lies), later.ROW)
    assert (rows["record"] == later.NO_RECORD).sum() == 3
    assert len(rows) == 8 + 3
    assert None not in beside(claims)
    assert read(claims) == in_ledger(claims)


def test_the_file_of_places_is_not_read_to_see_that_nothing_is_to_be_added(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(*claims)
    add()
    kept, sizes = (file_in(lies).read_bytes(), log_in(lies).read_bytes()), []
    whole_rows = later._whole_rows

    def read_of(content: bytes) -> object:
        sizes.append(len(content))
        return whole_rows(content)

    monkeypatch.setattr(later, "_whole_rows", read_of)
    keeping.add_documents(index(), "default")
    assert sizes == [later.ROW.itemsize]
    assert (file_in(lies).read_bytes(), log_in(lies).read_bytes()) == kept


def test_what_looks_after_the_index_adds_them_and_a_new_base_takes_the_old_ones_away(
    claims: list[Claim], lies: Path
) -> None:
    edited(*claims[:3])
    assert beside(claims[:1]) == [None]
    keeping.Keeper("default")._look_after()
    assert None not in beside(claims)
    assert log_in(lies).stat().st_size > 0
    keeping.make_base("default")
    assert list(lies.glob(f"*/*{later.SUFFIX}")) == []
    keeping.forget()
    assert None not in beside(claims)


def test_behind_few_documents_they_are_added_without_a_dictionary(lies: Path) -> None:
    claim, other = factories.claim(), factories.claim()
    factories.publish_all(claim)
    keeping.make_base("default")
    keeping.forget()
    index()
    factories.publish_all(other)
    edited(claim)
    add()
    assert None not in beside([claim, other])
    assert read([claim, other]) == in_ledger([claim, other])


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_in_whatever_order_they_are_what_the_ledger_says(
    seed: int, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later, "MOST", 4)
    chance = random.Random(seed)  # noqa: S311 — not for secrets
    some, states, retracted = claims[:8], [reading().seq], set[int]()
    # Two processes; one of them looks now and then only.
    processes: list[dict[str, ReadingIndex]] = [{}, {}]
    for _ in range(60):
        keeping._indexes = chance.choice(processes)
        act = chance.choice(["edit", "edit", "other", "retract", "add", "learn", "read", "read older"])
        if act == "edit":
            chosen = chance.sample(some, chance.randint(1, 3))
            workflow.reopen([claim for claim in chosen if claim.pk in retracted])
            edited(*chosen)
            retracted -= {claim.pk for claim in chosen}
        elif act == "retract" and (left := [claim for claim in some if claim.pk not in retracted]):
            claim = chance.choice(left)
            retract([claim], reason="Misread.")
            retracted.add(claim.pk)
        elif act == "other":
            publish([factories.place()])
        elif act == "add":
            keeping.add_documents(index(), "default")
        elif act == "learn":
            index().learn_documents("default")
        else:
            seq = chance.choice(states) if act == "read older" else None
            assert read(some, seq) == in_ledger(some, seq)
        states.append(Publication.objects.head())
    for keeping._indexes in processes:
        assert read(some) == in_ledger(some)
        add()
        assert [text is None for text in beside(some)] == [claim.pk in retracted for claim in some]
        for seq in chance.sample(states, 10):
            assert read(some, seq) == in_ledger(some, seq)


def test_they_are_added_more_often_than_a_base_is_thought_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "ADDED_EVERY", 0.0)
    done: list[str] = []
    keeper = keeping.Keeper("default", lambda using: done.append("learn"))
    monkeypatch.setattr(keeper, "_look_after", lambda: done.append("look after"))

    def bring_along() -> None:
        done.append("bring along")
        if len(done) == 4:
            # As if the time had come.
            keeper.looked -= keeping.EVERY
        if len(done) == 7:
            keeper.ended.set()
        if len(done) == 3:
            raise RuntimeError("whatever it is, it goes on")

    monkeypatch.setattr(keeper, "_bring_along", bring_along)
    keeper.run()
    assert done == [
        *("look after", "learn", "bring along", "bring along"),
        *("look after", "learn", "bring along"),
    ]
