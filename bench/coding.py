"""How long a claim takes at the coding bench, without the reading: `python -m bench.coding`; nothing has to run for it.

A server of its own is started on data that go away, and a real Chromium codes the practice text of docs/coding.md by
keyboard alone. What the machine takes is measured, from a key to what it shows. What the coder takes is estimated for
somebody who knows the keys and what to code: 0.28 s a key, 1.35 s of thought before each act and before each word that
is typed, and the waiting where an answer has to be seen (bench/keyboard.py). Nobody was watched at work; what the claim
says, and which words carry it, is read and thought about beside that.
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from bench.keyboard import KEY, PATIENCE, THOUGHT, Coder, Effort

TEXT = Path(__file__).resolve().parent.parent / "docs" / "coding" / "practice.txt"


# --- The practice text, claim by claim -----------------------------------------------------------


def code(coder: Coder) -> Iterator[Effort]:
    """The claims of the practice text as somebody would code them who has read it; yields what each took."""
    coder.begin("an actor who is new, a time, a topic")
    coder.press(Keys.ARROW_DOWN)
    coder.quote("norvik", "Norvik may take 40,000 tonnes of herring a year from the Grey Bank")
    coder.new("norvik", "Norvik", "sta", "s")
    coder.when("on 1", "on 12 May")
    coder.codes(k="s", s="m", g="u", c="h")
    coder.press("o")
    coder.choose("fis", "Fisheries")
    coder.press(Keys.ESCAPE)
    coder.end_with(" under an agreement of May 2025.")
    yield coder.save(1)

    coder.begin("the next item of the sentence: an actor who is new, one by number")
    coder.quote("seel", "Seeland opens three of its ports to Norvik’s trawlers")
    coder.take(1, "t")
    coder.new("seel", "Seeland", "sta", "s")
    coder.codes(k="e", s="m", g="u", c="h")
    coder.end_with(" under an agreement of May 2025.")
    yield coder.save(2)

    coder.begin("two actors whom the quote does not name, a time, a statement begun anew")
    coder.quote("the two", "The two sides had broken off their talks in 2023")
    coder.known("see", "Seeland", "s")
    coder.known("nor", "Norvik", "s")
    coder.when("in 2", "in 2023")
    coder.codes(k="e", s="b", g="u", c="h")
    coder.begin_with("Seeland and Norvik ", instead_of=3)
    yield coder.save(3)

    coder.begin("a person who is new")
    coder.quote("fish", "Fisheries minister Ada Quay called the agreement fair")
    coder.new("ada", "Ada Quay", "per", "s")
    coder.codes(k="v", s="d", g="u", c="h")
    coder.end_with(" in May 2025.")
    yield coder.save(4)

    coder.begin("what she said: an actor by number, a voice, a time")
    coder.quote("seeland w", "Seeland would publish the catch of every vessel from January 2026 on")
    coder.take(1, "s")
    coder.voice("said", "said", lambda: coder.choose("ada", "Ada Quay"), "s", "c")
    coder.when("from j", "from January 2026 on")
    coder.codes(k="f", s="d", g="u", c="h")
    yield coder.save(5)

    coder.begin("another voice, who is new; a hedge")
    coder.quote("the agreement c", "the agreement could cost the coast two hundred jobs")
    coder.hedge("could", "could")
    coder.drop_voice()
    coder.voice("warned", "warned", lambda: coder.name_new("Guild of Shipowners", "org"), "w", "o")
    coder.codes(k="f", s="d", c="h")
    yield coder.save(6)

    coder.begin("a condition, a likelihood")
    coder.quote("it is v", "It is very likely that the stock will recover if the quota holds")
    coder.hedge("very", "very likely", take=True)
    coder.drop_voice()
    coder.codes(s="m", c="h", k="i")
    coder.type("if the quota holds")
    coder.press(Keys.ESCAPE)
    yield coder.save(7)

    coder.begin("an actor by number, a time")
    coder.quote("norvik c", "Norvik closed its spawning grounds in March 2025")
    coder.take(1, "s")
    coder.when("in march", "in March 2025")
    coder.codes(k="e", s="d", g="u", c="h")
    yield coder.save(8)

    coder.begin("a pronoun, a time counted from another claim")
    coder.quote("three m", "Three months later it closed its research stations")
    coder.pronoun("it", "it", "nor", "Norvik", "s")
    coder.when_counted("three m", "Three months later", "norvik cl", "Norvik closed")
    coder.codes(k="e", s="d", g="u", c="h")
    yield coder.save(9)


# --- The site, and what is told ------------------------------------------------------------------


@contextmanager
def site() -> Iterator[tuple[str, str]]:
    """A server on data of its own: its address, and the password of `admin`."""
    with tempfile.TemporaryDirectory() as data, socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        port = any_free.getsockname()[1]
        any_free.close()
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"POLICY_CLAIMS_DATA": str(Path(data) / "data"), "PORT": str(port)}
        say("Starting a server on data of its own, which takes a minute")
        server = subprocess.Popen(
            [sys.executable, "-m", "config.launch"], env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            password = ""
            for line in server.stdout or ():
                password = line.split()[-1] if "with password" in line else password
                if line.startswith("Ctrl-C"):
                    break
            else:
                raise SystemExit("The server did not start.")
            yield f"http://127.0.0.1:{port}", password
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=60)


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not (program and driver):
        raise SystemExit("Chromium and its chromedriver are needed: apt-get install chromium chromium-driver.")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1280,900",
    ):
        options.add_argument(argument)
    started = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
    try:
        yield started
    finally:
        started.quit()


def prepare(browser: webdriver.Chrome, address: str, password: str) -> None:
    """Logs in, makes the topic and the source with the practice text, as docs/coding.md says, and opens the bench."""

    def fill(**fields: str) -> None:
        for name, value in fields.items():
            script = "document.getElementsByName(arguments[0])[0].value = arguments[1]"
            browser.execute_script(script, name, value)

    def send(button: str) -> None:
        before = browser.execute_script("return performance.timeOrigin")
        browser.find_element(By.CSS_SELECTOR, button).click()
        arrived = "return document.readyState === 'complete' && performance.timeOrigin !== arguments[0]"
        WebDriverWait(browser, PATIENCE, 0.02).until(lambda _: browser.execute_script(arrived, before))

    browser.get(f"{address}/admin/")
    fill(username="admin", password=password)
    send("[type=submit]")
    browser.get(f"{address}/admin/claims/topic/add/")
    fill(name="Fisheries", slug="fisheries")
    send("[name=_save]")
    browser.get(f"{address}/admin/claims/actor/?q=Carnegie")
    first = browser.find_element(By.CSS_SELECTOR, "#result_list tbody th a").get_attribute("href") or ""
    browser.get(f"{address}/admin/claims/source/new/")
    fill(pasted=TEXT.read_text(encoding="utf-8"))
    send("[name=_preview]")
    fill(kind="article", published_on="2025-05-20")
    publisher = "document.getElementsByName('publisher')[0].append(new Option('', arguments[0], true, true))"
    browser.execute_script(publisher, first.partition("/actor/")[2].partition("/")[0])
    send("[name=_keep]")
    browser.get(browser.current_url.replace("/change/", "/code/"))
    WebDriverWait(browser, PATIENCE).until(
        lambda _: browser.execute_script("return document.activeElement.id") == "bench-text"
    )


def main() -> int:
    argparse.ArgumentParser(prog="python -m bench.coding", description=__doc__).parse_args()
    done = []
    with site() as (address, password), chromium() as browser:
        prepare(browser, address, password)
        coder = Coder(browser, TEXT.read_text(encoding="utf-8"))
        for effort in code(coder):
            done.append(effort)
            told = f"{effort.keys} keys, {effort.thoughts} thoughts, {effort.waited:.1f} s waited"
            say(f"{effort.seconds:5.1f} s  {effort.name}: {told}")
    seconds, keys, thoughts, waited = (
        statistics.median(getattr(effort, name) for effort in done)
        for name in ("seconds", "keys", "thoughts", "waited")
    )
    say(f"\nA claim takes {seconds:.0f} s at the median, without the reading, by an estimate of {KEY} s a key and")
    say(f"{THOUGHT} s a thought: {keys:.0f} keys, {thoughts:.0f} thoughts, {waited:.1f} s waited.\n")
    for what, times in coder.shown.items():
        say(f"{statistics.median(times):6.0f} ms  {what} ({len(times)}; at most {max(times):.0f} ms)")
    return 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
