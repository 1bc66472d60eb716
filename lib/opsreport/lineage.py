"""On which raw columns does a figure rest? Read off its Ibis expression over the declared tables, so it is known before there are data.

The answer is a set of alternatives, each a set of "table.column": stacked tables stand in for each other, joined ones do not; what is laid
beside a table by an outer join is nothing that its own columns need.
"""

import ibis.expr.operations as ops
import ibis.expr.types as ir

Needs = frozenset[frozenset[str]]
NOTHING: Needs = frozenset({frozenset()})


def both(*needs: Needs) -> Needs:
    """What is needed when all of these are."""
    out = NOTHING
    for need in needs:
        out = _least(a | b for a in out for b in need)
    return out


def either(*needs: Needs) -> Needs:
    """What is needed when one of these is enough; a branch that only fills in a constant is no source."""
    real = [need for need in needs if need != NOTHING]
    return _least(way for need in real for way in need) or NOTHING


def _least(ways) -> Needs:
    ways = frozenset(ways)
    return frozenset(way for way in ways if not any(other < way for other in ways))


def fields(node) -> list[ops.Field]:
    """The columns that an expression names itself; what lies below those is `lineage`'s business."""
    todo, out = [node], []
    while todo:
        node = todo.pop()
        if isinstance(node, ops.Field):
            out.append(node)
        elif not isinstance(node, ops.Relation):
            todo += node.__children__
    return out


def touched(expr: ir.Value) -> set[str]:
    """The names of the columns that an expression names itself."""
    return {field.name for field in fields(expr.op())}


def lineage(expr: ir.Value) -> Needs:
    """The raw columns that the value rests on, as alternatives. Raises TypeError for a relation it has no rule for."""
    return _value(expr.op(), {})


def _value(node, known) -> Needs:
    return both(*{_column(field.rel, field.name, known) for field in fields(node)})


def _column(rel, name, known) -> Needs:
    key = (id(rel), name)
    if key not in known:
        known[key] = _column_of(rel, name, known)
    return known[key]


def _column_of(rel, name, known) -> Needs:
    match rel:
        case ops.UnboundTable():
            return frozenset({frozenset({f"{rel.name}.{name}"})})
        case ops.InMemoryTable():
            return NOTHING  # a calendar of our own
        case ops.Project():
            return _value(rel.values[name], known)
        case ops.Filter():
            own = _column(rel.parent, name, known)
            return own if own == NOTHING else both(own, *(_value(p, known) for p in rel.predicates))
        case ops.Aggregate():
            return _value({**rel.groups, **rel.metrics}[name], known)
        case ops.Union():
            return either(_column(rel.left, name, known), _column(rel.right, name, known))
        case ops.JoinChain():
            source = rel.values[name]
            links = [
                link
                for link in rel.rest
                if link.how in ("inner", "semi") or (link.how == "left" and any(f.rel is link.table for f in fields(source)))
            ]
            own = _value(source, known)
            return own if own == NOTHING else both(own, *(_value(p, known) for link in links for p in link.predicates))
        case ops.JoinReference() | ops.DropColumns() | ops.FillNull() | ops.Sort() | ops.Limit() | ops.Distinct():
            return _column(rel.parent, name, known)
    raise TypeError(f"lineage has no rule for {type(rel).__name__}")
