"""Paths: where in a document the values of a table's columns stand, and functions that take many of them at once.

`source.slug` is a member of a member; `attribution[-1]` the last of a list, `[0]` the first; `topics[*].slug` of every
item, `attribution[:-1]` of all but the last, `participants[role=target]` of those with that code, each value once and
joined with "|", which is in no slug and no code; `count(evidence)` how many there are. A value is None where the
document has null, or nothing at all.

A function is compiled for the paths of a table: it passes once what they have in common, and looks no further into
what is not there. For the 73 columns of a claim that takes a third of the time of a function for each.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import CodeType, FunctionType
from typing import Any

SEPARATOR = "|"

# A step of a path: the member, and what is taken of a list.
Step = tuple[str, str | None]
# What is found below a step; under _HERE the numbers of the paths that end there.
Tree = dict[Step, Any]
Document = Mapping[str, Any]
# Gives the text of a value that is not None.
Written = Callable[[Any], str]

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


@cache
def taker(paths: Sequence[str]) -> Callable[[Document], tuple[Any, ...]]:
    """A function that takes the values at these paths from a document, in their order."""
    result = "".join(f"v{number}, " for number in range(len(paths)))
    made: Callable[[Document], tuple[Any, ...]] = FunctionType(_code(paths, "None", "{}", f"({result})"), _names())
    return made


class Writer:
    """Joins the texts of the values at these paths; a value that is None has an empty one.

    `written` has, of each path, what gives the text of a value; it may be changed between documents.
    """

    def __init__(self, paths: Sequence[str], written: Sequence[Written], separator: str) -> None:
        self._names = _names()
        for number, write in enumerate(written):
            self.change(number, write)
        self.text: Callable[[Document], str] = FunctionType(_writing(paths, separator), self._names)

    def change(self, number: int, write: Written) -> None:
        """From now on, this gives the texts of the values at this path."""
        self._names[f"w{number}"] = write


@cache
def _writing(paths: Sequence[str], separator: str) -> CodeType:
    result = separator.join(f"{{v{number}}}" for number in range(len(paths)))
    return _code(paths, "''", "w{number}({})", f"f{result!r}")


def _names() -> dict[str, Any]:
    """What compiled functions know beside the document."""
    return {"joined": _joined, "none": {}}


def _code(paths: Sequence[str], of_nothing: str, of_value: str, result: str) -> CodeType:
    """Of a function of a document. What a document lacks is rare: older ones, of before there was such a member."""
    source = _Source(paths, of_nothing, of_value)
    text = [
        "def taken(document):",
        "    try:",
        *source.lines('{}["{}"]', "{}", "        "),
        "    except (KeyError, TypeError):",
        *source.lines('{}.get("{}")', "({} or none)", "        "),
        f"    return {result}",
    ]
    space: dict[str, Any] = {}
    # Made of paths that passed the patterns above, and of nothing that a reader or a document says.
    exec("\n".join(text), space)  # noqa: S102
    code: CodeType = space["taken"].__code__
    return code


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
                yield from self._of_chosen(taken, at, within)

    def _set(self, node: Tree, value: str, indent: str) -> Iterator[str]:
        for number in node.get(_HERE, ()):
            yield f"{indent}v{number} = {self.of_value.format(value, number=number)}"

    def _of_chosen(self, taken: Mapping[str | None, Tree], items: str, indent: str) -> Iterator[str]:
        """Of the items of a list that each of these chooses; those with a code are sorted out once for all codes."""
        for which, below in taken.items():
            if which == "*":
                yield from self._of_several(below, items, indent)
            elif which == ":-1":
                yield f"{indent}if len({items}) > 1:"
                yield from self._of_several(below, f"{items}[:-1]", f"{indent}    ")
        coded: dict[str, dict[str, Tree]] = {}
        for which, below in taken.items():
            member, equals, code = str(which).partition("=")
            if equals:
                coded.setdefault(member, {})[code] = below
        for member, by in coded.items():
            by_code = f"{items}_by_{member}"
            yield f"{indent}{by_code} = {{}}"
            yield f"{indent}for item in {items}:"
            yield f"{indent}    {by_code}.setdefault({self.member.format('item', member)}, []).append(item)"
            for code, below in by.items():
                yield f"{indent}if {code!r} in {by_code}:"
                yield from self._of_several(below, f"{by_code}[{code!r}]", f"{indent}    ")

    def _of_several(self, below: Tree, items: str, indent: str) -> Iterator[str]:
        """Of all these items."""
        for names, numbers in _ends(below):
            value = "item"
            for name in names:
                value = self.member.format(value if value == "item" else self.within.format(value), name)
            for number in numbers:
                found = f"found{number}"
                yield f"{indent}{found} = [value for item in {items} if (value := {value}) is not None]"
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
