"""Assigns rows to columns so that the total value is greatest.

In: the value of each pair. Out: the column of each row. This is the Hungarian method with
potentials (Kuhn 1955; Jonker and Volgenant 1987); it takes time in the cube of the size.
"""

import math
from collections.abc import Sequence


def best_assignment(worth: Sequence[Sequence[float]], unpaired: float) -> list[int | None]:
    """Returns a different column for each row, or None if leaving the row unpaired (value `unpaired`) is better.

    Each row gets one extra column that means "unpaired", so a full assignment always exists.
    """
    rows = len(worth)
    if not rows:
        return []
    columns = len(worth[0])
    costs = [
        [-value for value in row] + [-unpaired if other == at else math.inf for other in range(rows)]
        for at, row in enumerate(worth)
    ]
    return [column if column < columns else None for column in _cheapest(costs)]


def _cheapest(costs: Sequence[Sequence[float]]) -> list[int]:
    """Returns the column of each row at the least total cost; there must be at least as many columns as rows."""
    rows, columns = len(costs), len(costs[0])
    row_potential, column_potential = [0.0] * rows, [0.0] * columns
    owner: list[int | None] = [None] * columns
    for row in range(rows):
        path, end = _shortest_path(costs, row, owner, row_potential, column_potential)
        column: int | None = end
        while column is not None:
            before = path[column]
            owner[column] = row if before is None else owner[before]
            column = before
    found = [0] * rows
    for column, row_there in enumerate(owner):
        if row_there is not None:
            found[row_there] = column
    return found


def _shortest_path(
    costs: Sequence[Sequence[float]],
    first: int,
    owner: Sequence[int | None],
    row_potential: list[float],
    column_potential: list[float],
) -> tuple[list[int | None], int]:
    """Finds the cheapest way to place a row: the column before each on the path, and the free column it ends in."""
    columns = len(costs[0])
    distance = [math.inf] * columns
    before: list[int | None] = [None] * columns
    done: list[int] = []
    open_columns = set(range(columns))
    row, reached = first, 0.0
    here: int | None = None
    while True:
        for column in open_columns:
            step = reached + costs[row][column] - row_potential[row] - column_potential[column]
            if step < distance[column]:
                distance[column], before[column] = step, here
        nearest = here = min(open_columns, key=distance.__getitem__)
        reached = distance[nearest]
        open_columns.remove(nearest)
        done.append(nearest)
        next_row = owner[nearest]
        if next_row is None:
            break
        row = next_row
    row_potential[first] += reached
    for column in done[:-1]:
        moved = reached - distance[column]
        column_potential[column] -= moved
        row_there = owner[column]
        if row_there is not None:
            row_potential[row_there] += moved
    return before, nearest
