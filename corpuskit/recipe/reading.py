"""Read YAML into a `Tree`. Imported where there is some to read: workers and recipes given as values do without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from corpuskit.errors import Problem
from corpuskit.recipe.tree import Path, Tree

_MAX_NODES = 10_000
_SCALARS: dict[str, Callable[[str], Any]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": lambda text: int(text.replace("_", ""), 0) if text[:2].lower() in ("0x", "0o") else int(text.replace("_", "")),
    "float": lambda text: float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan")),
    "str": str,
    "timestamp": str,
}


def read_tree(text: str, name: str) -> Tree:
    """Read one YAML document; what is wrong with it goes into `problems`, all of it.

    Only plain values are taken: no tags, no aliases, no duplicate keys.

    >>> tree = read_tree("stages:\\n  - dedup.near: {jaccard: 0.8}\\n", "my.yaml")
    >>> tree.value, tree.places["stages", 0, "dedup.near", "jaccard"]
    ({'stages': [{'dedup.near': {'jaccard': 0.8}}]}, 'my.yaml:2:18')
    """
    tree = Tree(name)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        tree.problems.append(Problem(where, f"not valid YAML: {error.problem or error.context}"))
    except (YAMLError, ValueError, RecursionError) as error:
        tree.problems.append(Problem(name, f"not valid YAML: {str(error).splitlines()[0] if str(error) else 'too deep'}"))
    else:
        if root is not None:
            tree.value = _Reader(tree).value(root, ())
    return tree


class _Reader:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.seen: set[int] = set()

    def value(self, node: Node, path: Path) -> Any:
        where = self._note_place(node, path)
        # An alias is the same node again: it would allow endless and exploding structures.
        if id(node) in self.seen or len(self.seen) >= _MAX_NODES:
            what = "aliases (`*name`) are not allowed in a recipe" if id(node) in self.seen else "the file is too large"
            self.tree.problems.append(Problem(where, what))
            return None
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, ScalarNode):
            return self._scalar(node, where)
        return [self.value(child, (*path, position)) for position, child in enumerate(node.value)]

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            where = self._note_place(key_node, (*path, key))
            if key in found:
                self.tree.problems.append(Problem(where, f"the key {key!r} is there twice"))
                continue
            found[key] = self.value(value_node, (*path, key))
            self.tree.places[*path, key] = where  # the key's place says more than the value's
        return found

    def _scalar(self, node: ScalarNode, where: str) -> Any:
        kind = str(node.tag).removeprefix("tag:yaml.org,2002:")
        convert = _SCALARS.get(kind)
        try:
            if convert is not None:
                return convert(node.value)
            what = f"the tag !{kind} is not allowed"
        except ValueError:
            what = f"{node.value!r} is not a valid {kind}"
        self.tree.problems.append(Problem(where, what))
        return None

    def _note_place(self, node: Node, path: Path) -> str:
        mark = node.start_mark
        where = f"{self.tree.name}:{mark.line + 1}:{mark.column + 1}"
        self.tree.places.setdefault(path, where)
        return where
