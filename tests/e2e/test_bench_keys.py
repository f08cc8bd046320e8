"""The bench in a real browser: its single keys, and the switch that turns them off."""

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from claims.models.claims import Claim
from claims.models.coding import ClaimRelation
from claims.models.sources import Source
from tests import factories
from tests.admin.benches import bench
from tests.e2e.at_the_bench import assistance, at_paragraph, opened, status, value
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_admin_login import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def test_a_claim_that_restates_has_all_but_its_evidence_by_one_key(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    ministry, guild = (factories.actor(slug, name=name) for slug, name in (("m", "Port Ministry"), ("g", "Guild")))
    told = factories.claim(
        source=source,
        statement="Harbour dues rise.",
        quotes=["Harbour dues rise"],
        kind="event",
        participants=[(ministry, "subject"), (guild, "target")],
        topics=[factories.topic("dues", name="Dues")],
        occurred_from="2025-05-01",
        occurred_to="2025-05-31",
        occurred_precision="month",
    )
    opened(keys, live_server.url, bench(source), coder)

    # n goes through the paragraphs without a claim and round again, [ and ] through the quotes.
    keys.press("n")
    assert at_paragraph(keys) == "p2"
    keys.press("n")
    assert at_paragraph(keys) == "p3"
    keys.press("n")
    assert at_paragraph(keys) == "p2"
    for key in "][":
        keys.press(key)
        assert (at_paragraph(keys), keys.selected()) == ("p1", "Harbour")
        assert told.statement in keys.browser.find_element(By.CLASS_NAME, "mark-card").text

    keys.press("=")
    keys.wait(lambda: value(keys, "participants-1-actor") == "Guild", status(keys))
    copied = {name: value(keys, name) for name in ("statement", "kind", "topics", "occurred_from", "occurred_text")}
    assert copied == {
        "statement": "Harbour dues rise.",
        "kind": "event",
        "topics": "Dues",
        "occurred_from": "2025-05-01",
        "occurred_text": "",
    }
    assert value(keys, "evidence-0-exact") == ""
    assert str(told.uid)[:8] in value(keys, "relations-0-target")

    # Its evidence is its own; the statement stays what it restates.
    keys.go_to_sentence("The port ministry")
    keys.select("port ministry raised harbour dues")
    keys.press("q", "g", "u", "c", "h")
    keys.wait(lambda: "Kept as a draft" in assistance(keys))
    assert value(keys, "statement") == "Harbour dues rise."
    keys.hold(Keys.CONTROL, "s")
    keys.wait(lambda: Claim.objects.count() == 2)
    again = Claim.objects.latest("pk")
    assert (again.statement, str(again.occurred_from)) == (told.statement, "2025-05-01")
    assert list(again.participants.values_list("actor", "role")) == [(ministry.pk, "subject"), (guild.pk, "target")]
    assert ClaimRelation.objects.get(claim=again, type="restates").target == told
    assert again.evidence.get().exact == "port ministry raised harbour dues"
    assert complaints(keys.browser) == []


def test_next_item_voices_with_their_times_and_questions_by_key(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    for slug, name in (("ministry", "Ministry"), ("ports", "Ports"), ("guild", "Guild")):
        factories.actor(slug, name=name)
    opened(keys, live_server.url, bench(source), coder)
    keys.go_to_sentence("Shipowners may")
    keys.select("ports")
    keys.press("m")
    keys.wait(lambda: value(keys, "participants-0-actor") == "Ports")
    keys.press("r", "b")
    keys.wait(lambda: "Gains by it." in status(keys), status(keys))
    keys.select("guild")
    keys.press("i")
    keys.wait(lambda: value(keys, "participants-1-actor") == "Guild")
    assert value(keys, "participants-1-role") == "beneficiary"

    # R asks: "yes" to the first question makes the last participant the subject.
    keys.press("R", Keys.ENTER)
    assert value(keys, "participants-1-role") == "subject"
    keys.press("K", Keys.TAB, Keys.ENTER)
    assert value(keys, "kind") == "evaluative"
    assert keys.focused() == "bench-text"

    keys.select("said")
    keys.press("v")
    keys.wait(lambda: keys.focused() == "attribution-1-actor")
    keys.type("Guild")
    keys.press(Keys.ESCAPE, Keys.ESCAPE, "f")
    assert "n announced" in status(keys)
    keys.press("w")
    assert status(keys) == "Guild: warned. Told of it as a danger."
    keys.press("b", "o")
    assert status(keys) == "Guild: possible. The voice gives it as possibly so."
    assert (value(keys, "attribution-1-form"), value(keys, "attribution-1-commitment")) == ("warned", "possible")
    meanings = keys.browser.find_element(By.CSS_SELECTOR, "#group-attribution .meanings")
    assert meanings.get_attribute("open") is None
    keys.press("f", "?")
    assert meanings.get_attribute("open") is not None
    assert "Let it be understood without saying it." in meanings.text

    keys.go_to_sentence("The port ministry")
    keys.select("in May")
    keys.press("T")
    keys.wait(lambda: "May 2025" in assistance(keys))
    keys.press("d")
    assert (value(keys, "attribution-1-said_text"), value(keys, "attribution-1-said_from")) == ("in May", "2025-05-01")
    assert value(keys, "occurred_from") == ""
    assert complaints(keys.browser) == []


def test_a_mention_is_taken_for_whom_its_very_words_name(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    board = factories.actor("board", name="Harbour Board")
    for alias in ("HB", "The Board", "Quays", "Docks", "ports"):
        board.names.create(name=alias, kind="alias")
    factories.actor("ministry", name="Port Ministry")
    opened(keys, live_server.url, bench(source), coder)
    keys.go_to_sentence("Shipowners may")
    keys.select("ports")
    keys.press("m")
    keys.wait(lambda: value(keys, "participants-0-actor") == "Harbour Board", status(keys))
    keys.press(Keys.ESCAPE)
    keys.go_to_sentence("The port ministry")
    keys.select("The port ministry")
    keys.press("m")
    keys.wait(lambda: value(keys, "participants-1-actor") == "Port Ministry", status(keys))
    assert complaints(keys.browser) == []


def test_whom_the_quote_names_is_taken_by_number_and_words_are_found_by_their_beginning(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    factories.actor("guild", name="Guild of Owners").names.create(name="guild", kind="alias")
    factories.actor("ports", name="Ports").names.create(name="ports", kind="alias")
    opened(keys, live_server.url, bench(source), coder)

    # The looking begins at the cursor; / goes on to the next such word, and letters are letters meanwhile.
    keys.press("/", "p", "o")
    assert keys.selected() == "port"
    keys.press("/")
    assert (keys.selected(), at_paragraph(keys)) == ("ports", "p2")
    keys.press(Keys.BACKSPACE, "q")
    assert status(keys).startswith("No word begins with “pq”")
    keys.press(Keys.BACKSPACE, Keys.ENTER, "/", "s", "h")
    assert keys.selected() == "Shipowners"
    for _ in range(200):
        if keys.selected().endswith("guild"):
            break
        keys.hold(Keys.SHIFT, Keys.ARROW_RIGHT)
    keys.press("q")

    # Of what is selected the looking begins at the first word: in a quote its words are marked next.
    keys.press("/", "p", "o")
    assert (keys.selected(), at_paragraph(keys)) == ("ports", "p2")
    keys.press(Keys.ENTER)

    offer = "#assistance [data-take='{}']"
    keys.wait(lambda: keys.browser.find_elements(By.CSS_SELECTOR, offer.format(2)), "two are named in the quote")
    keys.press("2", "r", "s", "1", "r", "t", "1", "9")
    assert status(keys) == "The quote names nobody of that number."
    named = [(value(keys, f"participants-{n}-actor"), value(keys, f"participants-{n}-role")) for n in (0, 1, 2)]
    assert named == [("Guild of Owners", "subject"), ("Ports", "target"), ("", "")]
    assert value(keys, "participants-0-mention") == "guild"
    keys.wait(lambda: len(keys.browser.find_elements(By.CSS_SELECTOR, "#assistance .named button:disabled")) == 2)
    keys.press("1")
    assert status(keys) == "Ports is in it already."

    # The next claim goes on at the words that were quoted last.
    keys.press("k", "e", "s", "d", "g", "u", "c", "h")
    keys.hold(Keys.CONTROL, Keys.ENTER)
    keys.wait(lambda: "from=2&at=" in keys.browser.current_url and keys.focused() == "bench-text")
    assert (at_paragraph(keys), keys.selected()) == ("p2", "Shipowners")
    assert complaints(keys.browser) == []


def test_the_last_voice_and_participant_go_and_a_time_is_counted_from_a_claim_by_key(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    names = ("Ministry", "Guild", "Ports")
    ministry, guild, ports = (factories.actor(name.lower(), name=name) for name in names)
    first: dict[str, Any] = {"occurred_from": "2025-05-01", "occurred_to": "2025-05-31", "occurred_precision": "month"}
    told = factories.claim(source=source, statement="Harbour dues rise.", quotes=["Harbour dues rise"], **first)
    edited = factories.claim(
        source=source,
        statement="Shipowners may move.",
        quotes=["Shipowners may move to other ports"],
        voices=[{"actor": guild}],
        participants=[(ministry, "subject"), (ports, "target")],
    )
    opened(keys, live_server.url, bench(source, edited), coder)

    def taken_out() -> set[str]:
        ticked = "return [...document.querySelectorAll('[name$=-DELETE]:checked')].map(box => box.name)"
        return set(keys.browser.execute_script(ticked))

    # The last that is left of each kind goes, and stays in view crossed out; of none there is nothing to take.
    keys.press("V")
    assert (status(keys), taken_out()) == ("Guild is taken out", {"attribution-1-DELETE"})
    keys.press("W")
    assert (status(keys), taken_out()) == ("Ports is taken out", {"attribution-1-DELETE", "participants-1-DELETE"})
    crossed = keys.browser.find_element(By.NAME, "participants-1-actor")
    assert "line-through" in crossed.value_of_css_property("text-decoration")
    keys.press("W", "W")
    assert status(keys) == "There is no participant."
    keys.browser.find_element(By.NAME, "participants-0-DELETE").send_keys(Keys.SPACE)
    assert taken_out() == {"attribution-1-DELETE", "participants-1-DELETE"}
    keys.press(Keys.ESCAPE)

    # A time that is counted from another claim: D goes to the field that names it.
    keys.tab_to("occurred_text")
    keys.type("a month later")
    keys.press(Keys.ESCAPE, "D")
    assert keys.focused() == "counted_from"
    keys.type("dues rise")
    offer = keys.browser.find_element(By.ID, "bench-suggestions")
    keys.wait(lambda: told.statement in offer.text, "the claim is offered")
    keys.press(Keys.ENTER, Keys.ESCAPE)
    assert str(told.uid)[:8] in value(keys, "counted_from")
    keys.wait(lambda: "June 2025" in assistance(keys), assistance(keys))
    keys.press("d")
    assert value(keys, "occurred_from") == "2025-06-01"

    keys.hold(Keys.CONTROL, "s")
    keys.wait(lambda: Claim.objects.get(pk=edited.pk).occurred_text == "a month later", "that it is saved")
    edited.refresh_from_db()
    assert str(edited.occurred_from) == "2025-06-01"
    assert [voice.actor for voice in edited.attribution.all()] == [source.publisher]
    assert [participant.actor for participant in edited.participants.all()] == [ministry]
    assert complaints(keys.browser) == []


def test_tab_after_the_name_of_a_new_actor_goes_to_what_makes_it_and_after_a_known_one_on(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    factories.actor("guild", name="Guild of Owners").names.create(name="the owners", kind="alias")
    opened(keys, live_server.url, bench(source), coder)

    def asks(row: int) -> bool:
        return keys.browser.find_element(By.NAME, f"participants-{row}-new_kind").is_displayed()

    # In one go, before the server can say whether anybody bears the name.
    keys.press("w")
    keys.type(f"Tug Crews{Keys.TAB}")
    assert keys.focused() == "participants-0-new_kind"
    keys.type(f"org{Keys.TAB}{Keys.TAB}")
    assert keys.focused() == "participants-0-role"
    keys.type("subj")
    keys.wait(lambda: asks(0), "its kind stays in view")

    def at_role(row: int) -> bool:
        return keys.focused() == f"participants-{row}-role"

    # Of a known name, an alias or a slug nothing is asked: who is there already is taken on to the role.
    for row, typed in enumerate(("guild of owners", "The Owners", "guild"), start=1):
        keys.press(Keys.ESCAPE, "w")
        keys.type(f"{typed}{Keys.TAB}")
        keys.wait(partial(at_role, row), keys.focused())
        assert not asks(row), typed
        keys.type("targ")
    # Nor of one that is chosen from the list after its beginning was unknown.
    keys.press(Keys.ESCAPE, "w")
    keys.type("owne")
    offer = keys.browser.find_element(By.ID, "bench-suggestions")
    keys.wait(lambda: "Guild of Owners" in offer.text, "it is offered")
    keys.wait(lambda: asks(4), "as long as that is all, it may be new")
    keys.press(Keys.ARROW_DOWN, Keys.TAB)
    assert (value(keys, "participants-4-actor"), keys.focused()) == ("Guild of Owners", "participants-4-role")
    assert not asks(4)

    # Enter takes what is offered for what is typed, and not what was offered for its beginning.
    keys.press(Keys.ESCAPE, "w")
    keys.type("Guild")
    keys.wait(lambda: "Guild of Owners" in offer.text, "it is offered")
    keys.type(f"ford{Keys.ENTER}")
    assert value(keys, "participants-5-actor") == "Guildford"
    keys.hold(Keys.CONTROL, "a")
    keys.type(f"Guild o{Keys.ENTER}")
    assert value(keys, "participants-5-actor") == "Guild of Owners"

    # Who leaves for the text at once is asked all the same; a name that is taken back asks for nothing.
    keys.press(Keys.ESCAPE, "w")
    keys.type(f"Dockers{Keys.ESCAPE}")
    keys.wait(lambda: asks(6), "its kind is asked for")
    field = keys.browser.find_element(By.NAME, "participants-6-actor")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(Keys.BACKSPACE)
    keys.wait(lambda: not asks(6), "nothing is asked for")
    field.send_keys(Keys.TAB)
    assert keys.focused() == "participants-6-role"
    assert value(keys, "participants-0-new_kind") == "organisation"
    assert complaints(keys.browser) == []


def test_single_keys_can_be_turned_off_and_stay_so(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    opened(keys, live_server.url, bench(source), coder)

    def switch() -> None:
        keys.browser.find_element(By.ID, "open-help").send_keys(Keys.ENTER)
        keys.tab_to("single-keys", most=5)
        keys.press(Keys.SPACE, Keys.ESCAPE, Keys.ESCAPE)

    switch()
    try:
        for again in (False, True):
            if again:
                keys.browser.get(f"{live_server.url}{bench(source)}")
                keys.wait(lambda: keys.focused() == "bench-text")
            keys.go_to_sentence("The port ministry")
            keys.hold(Keys.SHIFT, Keys.ARROW_RIGHT)
            keys.press("q", "k", "e", "?")
            assert (value(keys, "evidence-0-exact"), value(keys, "kind")) == ("", "")
            assert not keys.browser.find_element(By.ID, "bench-help").is_displayed()
    finally:
        switch()
    keys.go_to_sentence("The port ministry")
    keys.hold(Keys.SHIFT, Keys.ARROW_RIGHT)
    keys.press("q")
    assert value(keys, "evidence-0-exact") == "The port"
