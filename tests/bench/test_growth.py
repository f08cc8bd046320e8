"""How figures of databases of several sizes are put side by side."""

from typing import Any

import pytest

from bench.growth import arguments, exponent, grown, options_in


def found(claims: int, rates: dict[str, float]) -> dict[str, Any]:
    """What the benchmark finds on a database of so many claims; p99 is 9 ms with one connection."""
    loads = [
        {"system": "ours", "work": work, "connections": connections, "load": {"rate": rate, "p99": 9.0}}
        for work, rate in rates.items()
        for connections in (16, 1)
    ]
    servers = {"ours": {"pss": 150.0, "pss_anon": 90.0, "started_in": 1.5}}
    return {"about": {"claims": claims}, "loads": loads, "servers": servers}


def test_the_last_is_compared_with_the_first() -> None:
    text = grown([found(1_000, {"W2": 300, "W3": 100}), found(100_000, {"W2": 300, "W3": 10})])

    assert "| **W2** | 300 | 300 | 9.00 | 9.00 | 1.00 × | 0.000 |" in text
    # A hundred times the claims at ten times the cost: by their square root.
    assert "| W3 | 100 | 10.0 | 9.00 | 9.00 | 10.0 × | 0.500 |" in text
    assert "| memory of a worker, PSS in MB | 150 | 150 |" in text
    assert "| of it not of files | 90.0 | 90.0 |" in text


def test_a_work_that_one_was_not_asked_is_left_out() -> None:
    text = grown([found(1_000, {"W2": 300}), found(2_000, {"W1": 10, "W2": 300})])

    assert "W1" not in text


@pytest.mark.parametrize(("slower", "law"), [(1, 0), (10, 1), (100, 2)])
def test_an_exponent_is_of_a_cost_that_grows(slower: float, law: float) -> None:
    assert exponent(slower, 10) == pytest.approx(law)


def test_values_of_options_are_no_addresses() -> None:
    words = ["--rounds", "1", "--works", "W1,W4 worst", "--write", "postgresql:///small", "postgresql:///large"]
    asked = arguments().parse_args(words)
    assert (asked.urls, asked.rounds, asked.write) == (["postgresql:///small", "postgresql:///large"], 1, True)
    assert options_in(words, asked.urls) == ["--rounds", "1", "--works", "W1,W4 worst"]
