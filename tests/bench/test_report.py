"""What the benchmark reads of wrk and pgbench, and what it writes."""

from pathlib import Path

import pytest

from bench.load import Load, LoadError, read_wrk, require, script_of
from bench.measuring import BARE, Measured, medians
from bench.processes import Clock, memory, workers
from bench.report import as_json, loads, number, read, renewed, targets, text, write, write_targets
from bench.targets import EVERY, TARGETS, Found


def measured(work: str, system: str, rate: float, connections: int = 16, p99: float = 4.0) -> Measured:
    return Measured(work, system, connections, Load(100, 100 / rate, 0, 2.0, p99, 5.0), 0.001, 0.002)


def found(*loads: Measured) -> Found:
    return Found(loads, [], {"ours": {"started_in": 1.5, "workers": 2, "rss": 90.0, "pss": 60.0, "pss_anon": 50.0}})


def test_the_last_line_of_wrk_is_read() -> None:
    output = "Running 2s test @ http://127.0.0.1:8300\n  2 requests\nwalked 200 2000000 4096 3 1500 9000 12000\n"

    load = read_wrk(output)

    assert load == Load(200, 2.0, 3, 1.5, 9.0, 12.0, 4096)
    assert load.rate == 100


def test_wrk_that_was_broken_off_says_why() -> None:
    with pytest.raises(LoadError, match="unable to connect"):
        read_wrk("unable to connect to 127.0.0.1:8300 Connection refused\n")


def test_a_program_that_is_missing_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(LoadError, match="wrk is not installed: apt-get install wrk"):
        require("wrk")


def test_a_script_takes_each_value_that_its_statement_leaves_open_once() -> None:
    script = script_of("SELECT :day::date, :record, :day FROM claim WHERE id = ANY(:actors::bigint[])", "W5")

    assert (
        "SELECT day::text, record::text, actors::text FROM bench.question WHERE work = 'W5' AND n = :n \\gset" in script
    )


def test_medians_are_of_the_rounds_of_one_work_system_and_number_of_connections() -> None:
    (one, other) = medians([measured("W1", "ours", rate) for rate in (10, 1000, 30)] + [measured("W1", "ours", 5, 1)])

    assert one.load.rate == pytest.approx(30)
    assert one.load.requests == 300
    assert other.connections == 1


def test_a_system_that_answered_nothing_in_time_has_a_median_too() -> None:
    (one,) = medians([Measured("W2", "slow", 16, Load(0, 2.0, 0, 0, 0, 0), 0, 0)] * 3)

    assert one.load.rate == 0


def test_a_table_has_every_system_with_how_many_times_as_fast_ours_is() -> None:
    table = loads(found(measured("W1", "ours", 700), measured("W1", "plain DRF", 100)), 16)

    assert "| **W1** one claim |" in table
    assert "| plain DRF | 100 | 2.00 | 4.00 | 1.00 | 2.00 | 7.00 × | 100 |" in table
    assert len({line.count("|") for line in table.splitlines()}) == 1


def test_targets_say_what_was_reached_and_what_was_not_measured() -> None:
    told = targets(
        found(measured("W1", "ours", 700), measured("W1", "plain DRF", 140), measured("W2", "ours", 9, 1, 3.2))
    )

    assert "| W1, times plain DRF | ≥ 7.00× (10.0) | 5.00× | **not reached** |" in told
    assert "| W2, p99 at one connection | ≤ 5.00 ms | 3.20 ms | reached |" in told
    assert "| W10, times normalised SQL | ≥ 10.0× | — | not measured |" in told
    assert len(told.splitlines()) == len(TARGETS) + 2


def test_ours_is_told_to_be_at_least_so_many_times_as_fast_as_one_that_gave_no_answer() -> None:
    none = Measured("W2", "plain DRF", 16, Load(0, 20.0, 0, 0, 0, 0), 0, 0)
    measured_both = found(measured("W2", "ours", 300), none)

    assert "| plain DRF | 0.000 | 0.000 | 0.000 | — | 0.000 | > 6,000 × | 0 |" in loads(measured_both, 16)
    assert "| W2, times plain DRF | ≥ 25.0× | 6,000× | reached |" in targets(measured_both)


def test_repeated_pages_are_held_against_drf_without_a_database() -> None:
    told = targets(found(measured("W2 again", "ours, keeping answers", 600), measured(BARE, "plain DRF", 1000)))

    assert "| W2 asked again, times DRF that asks no database | ≥ 0.600× | 0.600× | reached |" in told


def test_tables_come_between_the_marks_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- bench: written by make bench -->\nold\n<!-- end of bench -->\nafter\n")

    write(page, "bench", "new")

    assert page.read_text().split("\n")[0] == "before"
    assert "new" in page.read_text()
    assert "old" not in page.read_text()
    assert page.read_text().endswith("<!-- end of bench -->\nafter\n")
    with pytest.raises(ValueError, match="has no place for the tables"):
        write(page, "bench-growth", "new")


def test_the_table_of_all_targets_is_renewed_by_what_was_measured_and_keeps_the_rest() -> None:
    old = renewed("", {"W1, times plain DRF": 6.0, "W6, CSV": 41.0}, "2026-01-01")

    rows = {row[0]: row for row in read(renewed(old, {"W1, times plain DRF": 8.0, "W6, CSV": None}, "2026-01-02"))}

    assert list(rows) == [target.text for target in EVERY]
    assert rows["W1, times plain DRF"][1:] == ["≥ 7.00× (10.0)", "8.00×", "reached", "`make bench`, 2026-01-02"]
    assert rows["W6, CSV"][2:] == ["41.0 MB/s", "reached", "`make bench`, 2026-01-01"]
    assert rows["Publishing in bulk, one process"][2:] == ["—", "not measured", "`python -m bench.publish`"]


def test_what_is_put_in_by_hand_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    by_hand = (
        "| Publishing in bulk, one process | ≥ 1,000/s | 1,200/s | reached | `python -m bench.publish`, 2026-01-01 |"
    )
    head = "| target | wanted | measured | | by, on |\n| --- | --- | --- | --- | --- |\n"
    page.write_text(f"before\n<!-- targets: of all -->\n\n{head}{by_hand}\n\n<!-- end of targets -->\nafter\n")

    write_targets(page, found(measured("W1", "ours", 700), measured("W1", "plain DRF", 100)), "2026-01-02")

    written = page.read_text()
    assert by_hand in written
    assert "| W1, times plain DRF | ≥ 7.00× (10.0) | 7.00× | reached | `make bench`, 2026-01-02 |" in written
    assert written.startswith("before\n<!-- targets: of all -->\n")
    assert written.endswith("\n<!-- end of targets -->\nafter\n")


def test_above_the_tables_stand_the_day_the_command_and_the_machine() -> None:
    about = {
        "date": "2026-01-01",
        "command": "make bench",
        "machine": "2 cores",
        "postgresql": "15.20",
        "claims": 1_000,
        "publications": 1_200,
        "rounds": 3,
        "notes": ["Nobody answers otherwise."],
    }

    written = text(found(measured("W1", "ours", 700)), about)

    assert written.startswith(
        "Measured on 2026-01-01 by `make bench` on 2 cores, PostgreSQL 15.20; 1,000 claims, 1,200 publications. "
        "Medians of 3 rounds.\n\nNobody answers otherwise.\n"
    )
    assert "| target |" not in written


def test_json_has_every_figure() -> None:
    text = as_json(found(measured("W1", "ours", 700)), {"date": "2026-01-01"})

    assert '"rate": 700.0' in text
    assert '"target": "W1, times plain DRF"' in text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "—"), (1234.5, "1,234"), (99.94, "99.9"), (1.234, "1.23"), (0.0456, "0.046")]
)
def test_numbers_have_three_digits_that_count(value: float | None, text: str) -> None:
    assert number(value) == text


def test_processor_time_and_memory_of_this_process_are_read() -> None:
    import os

    own = os.getpid()
    with Clock(lambda: [own]) as clock:
        while clock.total < 0.1:
            sum(range(100_000))

    assert 0.1 <= clock.total < 10
    assert memory(own).rss >= memory(own).pss >= memory(own).pss_anon > 1_000_000
    assert own in workers(own) or len(workers(own)) > 1
