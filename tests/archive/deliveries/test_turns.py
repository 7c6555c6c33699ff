"""Accounts share the reader's time: who sends much delays himself, and nobody else."""

from archive.deliveries.turns import Turns

ANN, BOB, CAI = 1, 2, 3


def test_one_account_with_many_files_delays_the_file_of_another_by_one_file_at_most():
    turns, read = Turns(), []
    for _ in range(8):
        read.append(turns.next({ANN}))
        turns.charge(ANN, 60)
    assert turns.next({ANN, BOB}) == BOB
    turns.charge(BOB, 1)
    assert read == [ANN] * 8


def test_who_reads_fast_files_gets_as_many_seconds_as_who_reads_slow_ones():
    turns, seconds = Turns(), {ANN: 0.0, BOB: 0.0}
    for _ in range(200):
        account = turns.next({ANN, BOB})
        spent = 10.0 if account == ANN else 0.5
        turns.charge(account, spent)
        seconds[account] += spent
    assert abs(seconds[ANN] - seconds[BOB]) <= 10


def test_three_accounts_with_equal_files_come_in_turn():
    turns, read = Turns(), []
    for _ in range(6):
        read.append(turns.next({ANN, BOB, CAI}))
        turns.charge(read[-1], 1)
    assert read == [ANN, BOB, CAI, ANN, BOB, CAI]


def test_an_account_that_comes_back_neither_gains_by_its_absence_nor_pays_for_its_past():
    turns = Turns()
    for _ in range(100):
        turns.charge(turns.next({ANN}), 1)
    for _ in range(100):
        turns.charge(turns.next({BOB}), 1)
    read = []
    for _ in range(10):
        read.append(turns.next({ANN, BOB}))
        turns.charge(read[-1], 1)
    assert 4 <= read.count(ANN) <= 6


def test_files_that_nobody_sent_have_a_turn_too():
    turns = Turns()
    turns.charge(turns.next({ANN}), 5)
    assert turns.next({ANN, None}) is None
