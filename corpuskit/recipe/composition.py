"""Recipes that extend another one: its stages with other options, some left out, some put in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from corpuskit.errors import Problem, RecipeError
from corpuskit.recipe.settings import SECTIONS, entries, name_of, set_option, switch_off
from corpuskit.recipe.tree import Path, Tree
from corpuskit.registry import did_you_mean

#: The keys that only a recipe with `extends` has.
KEYS = ("extends", "insert")
_DEEPEST = 8
_OFF = (False, "off", "no")

Read = Callable[[str, str], Tree]


def compose(tree: Tree, read: Read, depth: int = 0) -> Tree:
    """Put a recipe together with the one it extends.

    Args:
        tree: a recipe; without `extends` it is what it is. With it, options of sections take the place of those there; `stages`
            as a list takes the place of the list there, as a mapping it changes options (`dedup.near: {jaccard: 0.7}`) or leaves
            stages out (`convert.script: off`); `insert` puts stages `before` or `after` others.
        read: `(name, from) -> tree`: reads the recipe of that name, as written in the recipe `from`.
        depth: how many recipes extend this one.

    Returns:
        A recipe without `extends`; every value still has its place, in whichever file it stands.
    """
    if not isinstance(tree.value, dict) or "extends" not in tree.value:
        if isinstance(tree.value, dict) and "insert" in tree.value:
            tree.problems.append(
                Problem(tree.place(("insert",)), "`insert` needs `extends`", "without it, `stages` has them all")
            )
        return tree
    wanted = tree.value["extends"]
    place = tree.place(("extends",))
    if not isinstance(wanted, str) or depth >= _DEEPEST:
        what = "`extends` is the name of one recipe" if depth < _DEEPEST else "recipes extend each other in a circle"
        tree.problems.append(Problem(place, what, "such as `extends: zh`"))
        return tree
    try:
        base = compose(read(wanted, tree.name), read, depth + 1)
    except RecipeError as error:  # it cannot be read at all
        tree.problems += [Problem(place, f"extends {problem.where}: {problem.what}", problem.hint) for problem in error.problems]
        return tree
    if not isinstance(base.value, dict) or not isinstance(base.value.get("stages"), list):
        tree.problems += base.problems or [Problem(place, f"{wanted!r} has no list of stages to extend")]
        return tree
    composed = Tree(tree.name, dict(base.value), dict(base.places), [*base.problems, *tree.problems])
    for section in SECTIONS:
        _merge_section(composed, tree, section)
    _change_stages(composed, tree)
    _insert_stages(composed, tree)
    for key in set(tree.value) - {*KEYS, *SECTIONS, "stages"}:  # for the complaint about unknown keys
        composed.value[key] = tree.value[key]
        composed.places[key,] = tree.place((key,))
    return composed


def _merge_section(composed: Tree, tree: Tree, section: str) -> None:
    given = tree.value.get(section)
    if not isinstance(given, dict):
        if section in tree.value:
            composed.value[section] = given
            composed.places[section,] = tree.place((section,))
        return
    composed.value[section] = dict(composed.value.get(section) or {})
    for option, value in given.items():
        set_option(composed, section, option, value, tree.place((section, option)))


def _change_stages(composed: Tree, tree: Tree) -> None:
    changes = tree.value.get("stages")
    if changes is None:
        return
    if not isinstance(changes, dict):  # a list of its own, or a mistake that is told later
        composed.value["stages"] = changes
        composed.places = {path: place for path, place in composed.places.items() if path[:1] != ("stages",)}
        composed.places |= {path: place for path, place in tree.places.items() if path[:1] == ("stages",)}
        return
    for stage, given in changes.items():
        place = tree.place(("stages", stage))
        if stage not in entries(composed):
            hint = did_you_mean(stage, list(entries(composed))) or "`insert` puts stages in that are not there yet"
            composed.problems.append(Problem(place, f"{stage!r} is not in the recipe extended", hint))
        elif any(given is off or given == off for off in _OFF):
            switch_off(composed, stage)
        elif isinstance(given, Mapping):
            for option, value in given.items():
                set_option(composed, stage, option, value, tree.place(("stages", stage, option)))
        elif given is not None:
            composed.problems.append(
                Problem(place, f"{stage} takes options or `off`, not {given!r}", f"`{stage}: {{option: value}}`")
            )


def _insert_stages(composed: Tree, tree: Tree) -> None:
    wanted = tree.value.get("insert", ())
    if not isinstance(wanted, Sequence) or isinstance(wanted, str):
        composed.problems.append(
            Problem(tree.place(("insert",)), "`insert` is a list of stages", "`- acme.emoji: {}` with `after: …`")
        )
        return
    for position, entry in enumerate(wanted):
        _insert(composed, tree, entry, ("insert", position))


def _insert(composed: Tree, tree: Tree, entry: Any, path: Path) -> None:
    sides = [side for side in ("before", "after") if isinstance(entry, Mapping) and side in entry]
    names = [name for name in entry if name not in ("before", "after")] if isinstance(entry, Mapping) else []
    if len(sides) != 1 or len(names) != 1:
        what = "a stage to insert has its name with options, and either `before` or `after` with the name of another"
        composed.problems.append(Problem(tree.place(path), what, "`- acme.emoji: {}` and below it `after: normalize.spaces`"))
        return
    (side,), (name,) = sides, names
    neighbour = entry[side]
    stages = composed.value["stages"]
    at = next((number for number, other in enumerate(stages) if name_of(other) == neighbour), None)
    if at is None:
        hint = did_you_mean(str(neighbour), list(entries(composed)))
        composed.problems.append(
            Problem(tree.place((*path, side)), f"there is no stage {neighbour!r} to insert {name} {side}", hint)
        )
        return
    at += side == "after"
    composed.value["stages"] = [*stages[:at], {name: entry[name]}, *stages[at:]]
    moved = {}
    for old, place in composed.places.items():
        if old[:1] == ("stages",) and len(old) > 1 and isinstance(old[1], int) and old[1] >= at:
            old = ("stages", old[1] + 1, *old[2:])
        moved[old] = place
    for old, place in tree.places.items():
        if old[: len(path)] == path:
            moved["stages", at, *old[len(path) :]] = place
    composed.places = moved
