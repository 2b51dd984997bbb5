"""The line before an SQLite file: first come, first served; nobody is left standing for ever."""

import threading
from pathlib import Path

from sqlalchemy import text

from bot.database import connect
from bot.turnstile import Turnstile
from bot.vault import Vault


def test_who_waits_goes_in_the_order_of_coming() -> None:
    turnstile, went = Turnstile(), list[int]()
    assert turnstile.enter(1)

    def wait(number: int, standing: threading.Event) -> None:
        standing.set()
        turnstile.enter(10)
        went.append(number)
        turnstile.leave()

    threads = []
    for number in range(5):
        standing = threading.Event()
        threads.append(threading.Thread(target=wait, args=(number, standing)))
        threads[-1].start()
        standing.wait()
        while len(turnstile._line) <= number:  # noqa: SLF001 - until it stands in line
            threading.Event().wait(0.001)
    turnstile.leave()
    for thread in threads:
        thread.join()
    assert went == [0, 1, 2, 3, 4]


def test_whose_patience_ends_is_told_so_and_holds_up_nobody() -> None:
    turnstile = Turnstile()
    assert turnstile.enter(1)
    assert not turnstile.enter(0.01)
    turnstile.leave()
    assert turnstile.enter(0.01)


def test_many_writers_of_one_file_all_come_to_write(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/file.db", Vault(b"key"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counted (n INTEGER)"))

    def write() -> None:
        for number in range(20):
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO counted VALUES (:n)"), {"n": number})

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM counted")).scalar() == 160
    engine.dispose()
