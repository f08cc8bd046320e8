"""Paths: where in a document the values of a table's columns stand, and functions that take many of them at once.

`source.slug` is a member of a member; `attribution[-1]` the last of a list, `[0]` the first; `topics[*].slug` of every
item, `attribution[:-1]` of all but the last, `participants[role=target]` of those with that code, each value once and
joined with "|", which is in no slug and no code; `count(evidence)` how many there are. A value is None where the
document has null, or nothing at all.

A function is compiled for the paths of a table: it passes once what they have in common, and looks no further into
what is not there. For the 73 columns of a claim that takes a quarter of the time of a function for each.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

SEPARATOR = "|"

# A step of a path: the member, and what is taken of a list.
Step = tuple[str, str | None]
# What is found below a step; under _HERE the numbers of the paths that end there.
Tree = dict[Step, Any]
Document = Mapping[str, Any]
# Of a value that is not None, its text.
Written = Mapping[Any, str]

_HERE: Step = ("", None)
_COUNT = re.compile(r"count\((?P<list>\w+)\)")
_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<which>\*|0|-1|:-1|\w+=\w+)\])?")


def steps(path: str) -> list[Step]:
    """The members that a path passes, each with what it takes of a list: `("attribution", "-1")`."""
    if counted := _COUNT.fullmatch(path):
        return [(counted["list"], None)]
    matches = [_STEP.fullmatch(step) for step in path.split(".")]
    if not all(matches):
        raise ValueError(f"{path} is no path.")
    return [(match["name"], match["which"]) for match in matches if match]


def taker(paths: Sequence[str]) -> Callable[[Document], tuple[Any, ...]]:
    """A function that takes the values at these paths from a document, in their order."""
    result = "".join(f"v{number}, " for number in range(len(paths)))
    made: Callable[[Document], tuple[Any, ...]] = _compiled(_Source(paths, "None", "{}"), f"({result})", {})
    return made


def writer(paths: Sequence[str], written: Sequence[Written], separator: str) -> Callable[[Document], str]:
    """A function that joins the texts of the values at these paths; a value that is None has an empty one.

    `written` has of each path the text of any value.
    """
    result = separator.join(f"{{v{number}}}" for number in range(len(paths)))
    names = {f"w{number}": written[number] for number in range(len(paths))}
    made: Callable[[Document], str] = _compiled(_Source(paths, "''", "w{number}[{}]"), f"f{result!r}", names)
    return made


def _compiled(source: "_Source", result: str, names: Mapping[str, Any]) -> Any:
    """A function of a document. What a document lacks is rare: older ones, of before there was such a member."""
    text = [
        "def taken(document):",
        "    try:",
        *source.lines('{}["{}"]', "{}", "        "),
        "    except (KeyError, TypeError):",
        *source.lines('{}.get("{}")', "({} or none)", "        "),
        f"    return {result}",
    ]
    space: dict[str, Any] = {"joined": _joined, "none": {}, **names}
    # Made of paths that passed the patterns above, and of nothing that a reader or a document says.
    exec("\n".join(text), space)  # noqa: S102
    return space["taken"]


def _joined(values: list[Any]) -> str | None:
    return SEPARATOR.join(dict.fromkeys(map(str, values))) or None


class _Source:
    """The lines of Python that set v0, v1, … to what stands at the paths; `of_value` is what is made of a value."""

    def __init__(self, paths: Sequence[str], of_nothing: str, of_value: str) -> None:
        self.count, self.of_nothing, self.of_value = len(paths), of_nothing, of_value
        self.tree: Tree = {}
        for number, path in enumerate(paths):
            node = self.tree
            for name, which in steps(path):
                node = node.setdefault((name, "count" if _COUNT.fullmatch(path) else which), {})
            node.setdefault(_HERE, []).append(number)
        self.member = self.within = "{}"

    def lines(self, member: str, within: str, indent: str) -> Iterator[str]:
        """With members taken as `member` says, of a variable and a name; and as `within` says, of another member."""
        self.member, self.within = member, within
        yield f"{indent}{''.join(f'v{number} = ' for number in range(self.count))}{self.of_nothing}"
        yield from self._below(self.tree, "document", indent)

    def _below(self, tree: Tree, of: str, indent: str) -> Iterator[str]:
        """Of what `of` names, which is there."""
        for name in dict.fromkeys(name for name, _ in tree if name):
            at, within = f"{of}_{name}", f"{indent}    "
            taken = {which: below for (step, which), below in tree.items() if step == name}
            yield f"{indent}{at} = {self.member.format(of, name)}"
            if None in taken:
                yield f"{indent}if {at} is not None:"
                yield from self._set(taken[None], at, within)
                yield from self._below(taken.pop(None), at, within)
            if "count" in taken:
                yield from self._set(taken.pop("count"), f"len({at} or ())", indent)
            if taken:
                yield f"{indent}if {at}:"
                for index in [which for which in taken if which in ("0", "-1")]:
                    item = f"{at}_{'first' if index == '0' else 'last'}"
                    yield f"{within}{item} = {at}[{index}]"
                    yield from self._set(taken[index], item, within)
                    yield from self._below(taken.pop(index), item, within)
                for which, below in taken.items():
                    yield from self._of_several(below, at, str(which), within)

    def _set(self, node: Tree, value: str, indent: str) -> Iterator[str]:
        for number in node.get(_HERE, ()):
            yield f"{indent}v{number} = {self.of_value.format(value, number=number)}"

    def _of_several(self, below: Tree, items: str, which: str, indent: str) -> Iterator[str]:
        """Of the items of a list that `which` chooses."""
        member, _, code = which.partition("=")
        chosen = f"{items}[:-1]" if which == ":-1" else items
        condition = f" if {self.member.format('item', member)} == {code!r}" if code else ""
        for names, numbers in _ends(below):
            value = "item"
            for name in names:
                value = self.member.format(value if value == "item" else self.within.format(value), name)
            for number in numbers:
                found = f"found{number}"
                yield f"{indent}{found} = [value for item in {chosen}{condition} if (value := {value}) is not None]"
                yield f"{indent}if {found}:"
                yield f"{indent}    {found} = str({found}[0]) if len({found}) == 1 else joined({found})"
                yield f"{indent}    v{number} = {self.of_value.format(found, number=number)}"


def _ends(tree: Tree, names: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """The members to pass, and the paths that end there."""
    for (name, which), below in tree.items():
        if (name, which) == _HERE:
            yield names, below
        elif which is None:
            yield from _ends(below, (*names, name))
        else:
            raise ValueError(f"{name}[{which}] is a list within a list of which several items are joined.")
