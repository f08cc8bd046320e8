"""Flat tables, as spreadsheets and their people write them."""

import datetime

import pytest

from claims.choices import AnchorStatus, ClaimState
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.coding import Evidence
from claims.models.sources import Source
from tests import factories
from tests.curation.imports.handing_in import checked, imported, odd, only_claim, table, wrong

QUOTE = "raised harbour dues"


def test_a_row_for_each_claim_and_participant(source: Source, ministry: Actor) -> None:
    guild = factories.actor("guild", name="Shipowners’ guild")
    rows = [
        {"id": "1", "source": "harbour-news", "statement": "The ministry raised dues.", "actor": "Port Ministry",
         "quote": QUOTE, "date": "May 2025"},
        {"id": "1", "actor": "Shipowners’ guild", "role": "target"},
        {"id": "2", "source": "harbour-news", "statement": "The guild warned.", "actor": "guild"},
    ]  # fmt: skip
    job = imported(table(rows))
    assert job.counts["made"] == 2
    first, second = Claim.objects.order_by("pk")
    assert [(p.actor, p.role) for p in first.participants.all()] == [(ministry, "subject"), (guild, "target")]
    assert [(p.actor, p.role) for p in second.participants.all()] == [(guild, "subject")]
    assert (first.occurred_from, first.occurred_to, first.occurred_precision) == (
        datetime.date(2025, 5, 1), datetime.date(2025, 5, 31), "month"
    )  # fmt: skip
    assert first.state == ClaimState.DRAFT
    assert [voice.actor for voice in first.attribution.all()] == [source.publisher]


def test_quotes_are_anchored_where_there_is_a_text(source: Source, ministry: Actor) -> None:
    imported(table([{"source": "harbour-news", "statement": "s", "quote": QUOTE}]))
    row = Evidence.objects.get()
    assert row.status == AnchorStatus.EXACT
    assert row.text is not None
    assert row.text.text[row.start : row.end] == QUOTE


def test_a_quote_that_is_not_in_the_text_is_missing_and_said_so(source: Source, ministry: Actor) -> None:
    job = imported(table([{"source": "harbour-news", "statement": "s", "quote": "raised harbor dues"}]))
    assert Evidence.objects.get().status == AnchorStatus.MISSING
    ((row, column, message),) = odd(job)
    assert (row, column) == (2, "quote")
    assert "Paragraph 2" in message


def test_a_quote_is_unchecked_where_there_is_no_text(ministry: Actor) -> None:
    factories.source("bare", text="")
    imported(table([{"source": "bare", "statement": "s", "quote": QUOTE}]))
    assert Evidence.objects.get().status == AnchorStatus.UNCHECKED


# --- Encodings and separators --------------------------------------------------------------------

STATEMENT = "Die Hafengebühr stieg – „deutlich“, sagt José."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(source: Source, ministry: Actor, encoding: str) -> None:
    imported(table([{"source": "harbour-news", "statement": STATEMENT, "actor": "Port Ministry"}]).encode(encoding))
    assert only_claim().statement == STATEMENT


def test_latin_1_is_read_and_told_to_be_a_guess(source: Source, ministry: Actor) -> None:
    text = table([{"source": "harbour-news", "statement": "José: Gebühr über Maß", "actor": "Port Ministry"}])
    job = imported(text.encode("latin-1"))
    assert only_claim().statement == "José: Gebühr über Maß"
    assert "Latin-1" in job.counts["remarks"][0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(source: Source, ministry: Actor, separator: str) -> None:
    text = table(
        [{"source": "harbour-news", "statement": "One, two; three", "actor": "Port Ministry"}], separator=separator
    )
    imported(text)
    assert only_claim().statement == "One, two; three"


# --- Days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        ("2025-03-04", "2025-03-04", "2025-03-04", "day"),
        ("4.3.2025", "2025-03-04", "2025-03-04", "day"),
        ("3/14/2025", "2025-03-14", "2025-03-14", "day"),
        ("4 March 2025", "2025-03-04", "2025-03-04", "day"),
        ("March 4, 2025", "2025-03-04", "2025-03-04", "day"),
        ("2025-03-04T09:30:00Z", "2025-03-04", "2025-03-04", "day"),
        ("20150", "2025-03-03", "2025-03-03", "day"),
        ("-1", "1969-12-31", "1969-12-31", "day"),
        ("Mar 2025", "2025-03-01", "2025-03-31", "month"),
        ("2025-12", "2025-12-01", "2025-12-31", "month"),
        ("2025", "2025-01-01", "2025-12-31", "year"),
        ("2024-02 to 2024-03", "2024-02-01", "2024-03-31", "period"),
        ("2024-02-01/2024-02-09", "2024-02-01", "2024-02-09", "period"),
        ("1.2.2024 – 9.2.2024", "2024-02-01", "2024-02-09", "period"),
    ],
)
def test_days_in_several_formats(source: Source, written: str, first: str, last: str, precision: str) -> None:
    imported(table([{"source": "harbour-news", "statement": "s", "date": written}]))
    claim = only_claim()
    assert (str(claim.occurred_from), str(claim.occurred_to), claim.occurred_precision) == (first, last, precision)


def test_the_order_of_day_and_month_can_be_chosen_and_is_told_where_it_could_be_either(source: Source) -> None:
    text = table([{"source": "harbour-news", "statement": "s", "date": "3/4/2025"}])
    job = checked(text)
    assert odd(job) == [(2, "date", "It was read with the day first, as 2025-04-03: is that right?")]
    imported(text, day_first=False)
    assert str(only_claim().occurred_from) == "2025-03-04"


@pytest.mark.parametrize("written", ["2025-02-30", "soon", "13/13/2025", "5th of May"])
def test_what_is_no_day_is_told_with_what_is(source: Source, written: str) -> None:
    ((row, column, message),) = wrong(checked(table([{"source": "harbour-news", "statement": "s", "date": written}])))
    assert (row, column) == (2, "date")
    assert "2025-03-04" in message


@pytest.mark.parametrize("written", ["2225-01-01", "99999"])
def test_days_far_in_the_future_are_flagged(source: Source, written: str) -> None:
    job = imported(table([{"source": "harbour-news", "statement": "s", "date": written}]))
    ((row, column, message),) = odd(job)
    assert (row, column) == (2, "date")
    assert "years ahead" in message
    assert only_claim().occurred_from is not None


# --- Texts ---------------------------------------------------------------------------------------


def test_quotes_with_newlines_and_of_3000_characters(ministry: Actor) -> None:
    quote = "First line\nsecond “line”, with a comma\n" + "x" * 3_000
    factories.source("long", text=f"Heading\n\n{quote}\n\nEnd.")
    imported(table([{"source": "long", "statement": "s", "quote": quote}, {"source": "long", "statement": "after"}]))
    row = Evidence.objects.get()
    assert (row.exact, row.status) == (quote, AnchorStatus.EXACT)
    assert Claim.objects.count() == 2


def test_zero_width_characters_no_break_and_edge_spaces_are_taken_off_and_told(source: Source, ministry: Actor) -> None:
    row = {"source": "\u200bharbour-news\u00a0", "statement": "\u00a0 The ministry\u00a0acted. \u200b",
           "actor": "Port\u00a0 Ministry\u200b", "quote": f" \u200b{QUOTE}\u00a0"}  # fmt: skip
    job = imported(table([row]))
    claim = only_claim()
    assert claim.statement == "The ministry\u00a0acted."
    assert claim.participants.get().actor == ministry
    assert claim.evidence.get().status == AnchorStatus.EXACT
    assert {column for _, column, _ in odd(job)} == {"source", "statement", "actor", "quote"}


def test_differences_of_case_alone_are_none(source: Source, ministry: Actor) -> None:
    row = {
        "source": "Harbour DUES rise",
        "statement": "s",
        "kind": "EVENT",
        "actor": "PORT ministry",
        "role": "Subject",
    }
    imported(table([row]))
    claim = only_claim()
    assert (claim.source, claim.kind, claim.participants.get().actor) == (source, "event", ministry)


def test_html_entities_are_decoded_and_told(source: Source, ministry: Actor) -> None:
    job = imported(table([{"source": "harbour-news", "statement": "Dues &amp; fees rose by &lt;5&#160;%"}]))
    assert only_claim().statement == "Dues & fees rose by <5\u00a0%"
    ((row, column, message),) = odd(job)
    assert (row, column) == (2, "statement")
    assert "HTML" in message


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("'=SUM(A1)", "=SUM(A1)"),
        ("'-5 % dues", "-5 % dues"),
        ("''Tis so", "'Tis so"),
        ("'Tis so", "'Tis so"),
        ("=1+1", "=1+1"),
    ],
)
def test_formula_characters(source: Source, written: str, read: str) -> None:
    imported(table([{"source": "harbour-news", "statement": written}]))
    assert only_claim().statement == read


def test_control_characters_are_refused_with_their_place(source: Source) -> None:
    ((row, column, message),) = wrong(checked(table([{"source": "harbour-news", "statement": "a\x85b"}])))
    assert (row, column) == (2, "statement")
    assert "U+0085" in message


# --- Rows ----------------------------------------------------------------------------------------


def test_repeated_ids_that_are_not_next_to_each_other_are_told_of_both_places(source: Source) -> None:
    rows = [{"id": number, "source": "harbour-news", "statement": f"s{place}"} for place, number in enumerate("121")]
    (first, second) = wrong(checked(table(rows)))
    assert (first[:2], second[:2]) == ((2, "id"), (4, "id"))
    assert first[2].startswith("Row 4 has this id too and stands apart, so that neither is imported")
    assert second[2].startswith("Row 2 has this id too and stands apart, so that neither is imported")


@pytest.mark.parametrize("told_again", [True, False], ids=["whole row", "participant alone"])
def test_a_claim_is_not_imported_without_its_rows_that_stand_apart(
    source: Source, ministry: Actor, told_again: bool
) -> None:
    first = {"id": "1", "source": "harbour-news", "statement": "Dues rose.", "actor": "Port Ministry"}
    apart = {"id": "1", "kind": "", "actor": "port-ministry", "role": "target"} | (first if told_again else {})
    rows = [first, {"id": "2", "source": "harbour-news", "statement": "Between."}, apart]
    job = imported(table(rows), accept="valid")
    assert only_claim().statement == "Between."
    assert {row for row, column, _ in wrong(job) if column == "id"} == {2, 4}
    # Put together as the message says, they are one claim.
    again = imported(table([first, {**apart, "role": "target"}]))
    assert again.counts["made"] == 1
    assert Claim.objects.get(statement="Dues rose.").participants.count() == 2


def test_an_id_may_come_again_in_another_source(source: Source) -> None:
    factories.source("other-news")
    places = (("1", "harbour-news"), ("2", "harbour-news"), ("1", "other-news"))
    rows = [{"id": number, "source": name, "statement": f"s{number}"} for number, name in places]
    assert imported(table(rows)).counts["made"] == 3


def test_rows_of_one_claim_that_say_different_things_are_told(source: Source) -> None:
    rows = [{"id": "1", "source": "harbour-news", "statement": "one"}, {"id": "1", "statement": "another"}]
    ((row, column, message),) = wrong(checked(table(rows)))
    assert (row, column) == (3, "statement")
    assert "row 2" in message


def test_the_same_statement_twice_is_told(source: Source) -> None:
    rows = [{"source": "harbour-news", "statement": "same"}] * 2
    ((row, column, _),) = wrong(checked(table(rows)))
    assert (row, column) == (3, "statement")


def test_a_claim_is_not_imported_without_its_broken_row(source: Source, ministry: Actor) -> None:
    factories.actor("guild", name="Guild")
    head = "id,source,statement,kind,actor,role\n"
    rows = "1,harbour-news,Three are in it.,event,port-ministry,subject\n1,,,,guild\n1,,,,harbour-news,target\n"
    job = imported(f"{head}{rows}2,harbour-news,After it.,event,guild,subject\n", accept="valid")
    assert only_claim().statement == "After it."
    assert [row for row, _, _ in wrong(job)] == [3]


HEAD = "source,statement,kind,quote\n"


@pytest.mark.parametrize(
    "line",
    [
        'harbour-news,"opened and never closed,event,',
        'harbour-news,"closed" and more,event,',
        "harbour-news,a,cell,too many,event",
        "harbour-news,too few",
        'harbour-news,"one,event,\nharbour-news,"two,event,',
    ],
)
def test_a_ragged_row_or_stray_quotation_mark_costs_its_own_line_and_no_other(source: Source, line: str) -> None:
    good = "".join(f"harbour-news,good {number},event,\n" for number in range(3))
    job = imported(f"{HEAD}{good}{line}\nharbour-news,after it,event,\n", accept="valid")
    statements = set(Claim.objects.values_list("statement", flat=True))
    assert {"good 0", "good 1", "good 2", "after it"} <= statements
    assert job.counts["rejected"] == len(wrong(job)) > 0
    # Every line has become a claim, or is told.
    assert job.counts["rejected"] + job.counts["made"] == 4 + len(line.split("\n"))


@pytest.mark.parametrize("cell", ["one\nharbour-news,two,event,\nend", "one,event,\nharbour-news,two"])
def test_a_line_that_seems_to_be_swallowed_by_a_cell_is_pointed_out(source: Source, cell: str) -> None:
    job = imported(f'{HEAD}harbour-news,"{cell}",event,\n')
    assert only_claim().statement == cell
    assert "looks like a row" in odd(job)[0][2]


def test_a_text_of_several_lines_is_none_of_these(source: Source) -> None:
    job = imported(f'{HEAD}harbour-news,"First, second, third, and more,\nand, at last, the end",event,\n')
    assert odd(job) == []


def test_rows_without_anything_are_no_claims(source: Source) -> None:
    job = imported(f"{HEAD}\n\nharbour-news,one,event,\n\n")
    assert job.counts["made"] == 1


# --- Actors --------------------------------------------------------------------------------------


def test_an_empty_actor_is_told(source: Source) -> None:
    ((row, column, message),) = wrong(
        checked(
            table(
                [
                    {
                        "source": "harbour-news",
                        "statement": "s",
                        "actor": "\u00a0",
                        "role": "target",
                        "actor kind": "state",
                    }
                ]
            )
        )
    )
    assert (row, column) == (2, "actor")
    assert "empty" in message


@pytest.mark.parametrize("name", ["they", "He", "it", "who"])
def test_an_actor_that_is_only_a_pronoun_is_told(source: Source, name: str) -> None:
    ((row, column, message),) = wrong(checked(table([{"source": "harbour-news", "statement": "s", "actor": name}])))
    assert (row, column) == (2, "actor")
    assert "pronoun" in message


def test_an_abbreviation_in_capitals_is_no_pronoun(source: Source) -> None:
    imported(table([{"source": "harbour-news", "statement": "s", "actor": "US", "actor kind": "state"}]))
    assert Actor.objects.get(name="US").kind == "state"
