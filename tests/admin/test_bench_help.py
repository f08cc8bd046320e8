"""The help of the bench says what the script does: each key is in both, and no key means two things."""

import re
from collections import Counter

from django.conf import settings
from django.utils.html import escape

from claims.admin.coding_bench.forms import KEYS
from claims.admin.coding_bench.help import KEYS_BY_TASK, KIND, ROLE, still_parts
from claims.choices import ClaimKind, Commitment, Form, Role

SCRIPT = (settings.BASE_DIR / "claims/static/claims/bench/keys.js").read_text()
NAMED = {"1", "…", "9", "Enter", "Esc", "Shift", "Ctrl", "S", "then", "with", "these", "←", "→", "↑", "↓"}


def single_keys() -> list[str]:
    """The keys of the script that do something by themselves, or wait for a second one."""
    plain = SCRIPT[SCRIPT.index("const PLAIN") : SCRIPT.index("const ARROWS")]
    groups = [re.search(rf"const {name} = \{{(.+?)\}}", SCRIPT) for name in ("GROUPS", "OF_ROW")]
    keys = re.findall(r'^  "?([^"\s:]+)"?:', plain, re.MULTILINE)
    return [*keys, *(key for found in groups if found for key in re.findall(r"(\w): ", found[1])), "c"]


def test_every_key_of_the_script_is_in_the_help_and_the_other_way_about():
    shown = [
        key for rows in KEYS_BY_TASK.values() for keys, _ in rows for key in keys.split(",", 1)[0].split(" ") if key
    ]
    shown += [",", "."]  # whose comma also parts keys from what follows them
    assert {key for key in shown if key not in NAMED} == set(single_keys())


def test_no_key_means_two_things():
    assert [key for key, count in Counter(single_keys()).items() if count > 1] == []
    for vocabulary, keys in KEYS.items():
        assert sorted(keys.values()) == sorted(vocabulary.values), vocabulary


def test_the_trees_lead_to_every_kind_and_role_once():
    assert sorted(KIND.codes) == sorted(ClaimKind.values)
    assert sorted(ROLE.codes) == sorted(Role.values)
    # The codebook asks from the bottom of its table up.
    assert [*KIND.codes] == [*reversed([*ClaimKind])]


def test_the_page_tells_the_script_the_keys_of_roles_forms_and_commitments():
    parts = still_parts()["meanings"]
    for kind, title, vocabulary in (
        ("participants", "role", Role),
        ("attribution", "form", Form),
        ("attribution", "commitment", Commitment),
    ):
        listed = parts[kind].split(f'data-codes="{title}"')[1].split("</dl>")[0]
        assert {key: code for code, key in re.findall(r'data-code="(\w+)" data-key="(\w)"', listed)} == KEYS[vocabulary]
        assert all(str(escape(code.definition)) in listed for code in vocabulary)
