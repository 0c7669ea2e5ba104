"""The figures of the live workshop: page opening, answers, load, memory; Voila in the same run.

    python benchmarks/live.py [--seconds 60] [--no-voila]

The server runs as people run it, in a process of its own; seats are connections without browsers,
so the figures are the server's and the network's, not Chromium's, but for the last line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from live_client import HOST, Seat, fetch_all, quantile

from kit.store import open_store
from kit.workshop import new_workshop

DEPARTMENTS = ("marketing", "pr", "human_resources", "customer_service", "sales", "legal")
QUESTION = "goals.difference"
RUN = (
    "import typer; from kit.cli import live_commands as room; app = typer.Typer();"
    "room.add_to(app); app()"
)
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code", "execution_count": None, "id": "a", "metadata": {}, "outputs": [],
            "source": ["import ipywidgets as w\n", "w.VBox([w.IntSlider() for _ in range(12)])"],
        }
    ],
    "metadata": {"kernelspec": {"display_name": "P", "language": "python", "name": "python3"}},
    "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip


class Server:
    """`kit live` in a process of its own."""

    def __init__(self, file: Path) -> None:
        """Start it and read where it listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, "live", str(file), "--no-browser", "--address", HOST,
             "--port", "0", "--facilitator-port", "0", "--k", "3"],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        told = ""
        while "Stop with" not in told:
            told += self.process.stderr.readline()  # type: ignore[union-attr]  # it is there, or the run ends here
        self.code = re.search(r"code (\w+)\.", told)[1]  # type: ignore[index]  # it is there, or the run ends here
        self.port = int(re.search(rf"join at http://{HOST}:(\d+)", told)[1])  # type: ignore[index]  # it is there, or the run ends here
        lead = re.search(rf"http://{HOST}:(\d+)/#(\S+)", told)
        self.lead_port, self.key = int(lead[1]), lead[2]  # type: ignore[index]  # it is there, or the run ends here

    def memory(self) -> float:
        """Return the most memory the process has had resident, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]  # it is there, or the run ends here

    def cpu(self) -> float:
        """Return the seconds of CPU it has used."""
        parts = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").split()
        return (int(parts[13]) + int(parts[14])) / 100

    def stop(self) -> None:
        """Stop it as Ctrl+C does."""
        self.process.terminate()
        self.process.wait(20)


async def lead(server: Server) -> Seat:
    """Return the facilitator, who has begun with the goals."""
    seat = Seat(server.lead_port)
    await seat.ask("POST", "/enter", {"key": server.key})
    await seat.ask("POST", "/do", {"do": "move", "block": 2, "step": 0})
    return seat


async def open_together(server: Server, people: int) -> list[Seat]:
    """Open as many pages at one moment and print how long they took."""
    seats = [Seat(server.port) for _ in range(people)]
    took = await asyncio.gather(
        *(
            seat.open_page(server.code, f"P{n}", DEPARTMENTS[n % len(DEPARTMENTS)])
            for n, seat in enumerate(seats)
        )
    )
    first, last = min(took), max(took)
    print(f"{people} pages opened at once: usable after {first:.2f} s to {last:.2f} s")
    return seats


async def answer_steadily(seats: list[Seat], a_second: float, seconds: float) -> list[float]:
    """Have seats answer at a rate for a time, reading between, and return the milliseconds."""
    took: list[float] = []
    errors: list[str] = []
    end = time.perf_counter() + seconds
    pause = len(seats) / a_second

    async def go_on(number: int, seat: Seat) -> None:
        await asyncio.sleep(random.random() * pause)
        turn = 0
        while time.perf_counter() < end:
            subject = DEPARTMENTS[turn % len(DEPARTMENTS)]
            try:
                key = f"{len(ACKNOWLEDGED)}-{number}-{turn}"
                took.append(await seat.answer(QUESTION, subject, 1 + turn % 5, key))
            except RuntimeError as error:
                errors.append(str(error))
            if turn % 5 == 0:
                await seat.ask("GET", "/me")
            turn += 1
            await asyncio.sleep(pause * (0.5 + random.random()))

    await asyncio.gather(*(go_on(number, seat) for number, seat in enumerate(seats)))
    if errors:
        print(f"  {len(errors)} errors, first: {errors[0][:200]}")
    return took


async def to_the_screen(server: Server, seat: Seat) -> float:
    """Return the milliseconds from a tap to the figure on the shared screen."""
    boss = await lead(server)
    reader, writer = await asyncio.open_connection(HOST, server.lead_port)
    writer.write(boss._request("GET", "/events/screen", None))  # noqa: SLF001  our own client

    async def answered() -> int:
        while True:
            line = await reader.readline()
            if line.startswith(b"data: "):
                counts = json.loads(line[6:])["counts"]
                return next(one["answered"] for one in counts if one["question"] == QUESTION)

    before = await answered()
    begun = time.perf_counter()
    await seat.answer(QUESTION, "pr", 5, "screen")
    while await answered() == before:
        pass
    writer.close()
    return (time.perf_counter() - begun) * 1000


async def measure(server: Server, file: Path, seconds: float) -> None:
    """Measure everything that needs a server."""
    await lead(server)
    thirty = await open_together(server, 30)
    fresh = Seat(server.port)
    await fresh.open_page(server.code, "Late", "legal")
    print(f"tap to shared screen: {await to_the_screen(server, fresh):.0f} ms")
    report("30 seats, 15 answers a second", await answer_steadily(thirty, 15, seconds / 4))
    more = thirty + await open_together(server, 170)
    cpu = server.cpu()
    took = await answer_steadily(more, 70, seconds)
    share = 100 * (server.cpu() - cpu) / seconds
    report(f"200 seats, 70 answers a second with reads, {seconds:.0f} s", took)
    print(f"  server: {share:.0f} % of one core, at most {server.memory():.0f} MB")
    all_of_them = more + await open_together(server, 100)
    report("300 seats, 75 answers a second", await answer_steadily(all_of_them, 75, seconds / 2))
    print(f"  server: at most {server.memory():.0f} MB")
    for seat in [*all_of_them, fresh]:
        if seat.events:
            seat.events.cancel()
    count(file)


def machine(folder: Path) -> None:
    """Print what this machine gives just now: "saved" waits for the disk, and for the others."""
    took = []
    with (folder / "probe").open("wb", buffering=0) as file:
        for _ in range(100):
            begun = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            took.append((time.perf_counter() - begun) * 1000)
    told = ", ".join(f"p{share:g} {quantile(took, share / 100):.1f}" for share in (50, 95, 99))
    print(f"this machine: load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; fsync {told} ms")


def report(what: str, took: list[float]) -> None:
    """Print the quantiles of one measurement."""
    told = ", ".join(f"p{share:g} {quantile(took, share / 100):.1f}" for share in (50, 95, 99))
    print(f"{what}: {len(took)} answers saved, {told} ms, longest {max(took):.1f} ms")
    ACKNOWLEDGED.append(len(took))


ACKNOWLEDGED: list[int] = []


def count(file: Path) -> None:
    """Compare what was acknowledged with what is kept: nothing lost, nothing doubled."""
    with open_store(file, readonly=True) as store:
        ids = store._backend  # noqa: SLF001  receipts are counted too
        with ids.reading() as link:
            ((answers,),) = link.lines(
                "SELECT count(*) FROM answer WHERE question = ?", (QUESTION,)
            )
            ((receipts,),) = link.lines("SELECT count(*) FROM receipt")
    acknowledged = sum(ACKNOWLEDGED) + 1
    print(f"acknowledged {acknowledged}, kept {answers + receipts}: "
          f"{acknowledged - answers - receipts} lost or doubled")  # fmt: skip


async def beside_voila(folder: Path, people: int) -> None:
    """Open as many Voila pages at one moment: a kernel each."""
    (folder / "form.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    port = 18866
    voila = subprocess.Popen(  # noqa: ASYNC220  nothing else runs meanwhile
        [sys.executable, "-m", "voila", str(folder / "form.ipynb"), "--no-browser",
         f"--port={port}", f"--Voila.ip={HOST}"],
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(60):
            await asyncio.sleep(0.5)
            if (await fetch_all([(port, "/voila/static/none")], 2)) != [None]:
                break
            if (await fetch_all([(port, "/")], 30))[0]:
                break
        took = await fetch_all([(port, "/")] * people, 120)
        came = [one for one in took if one is not None]
        told = f"{min(came):.1f} s to {max(came):.1f} s" if came else "never"
        print(f"{people} Voila pages opened at once: HTML after {told}, {len(came)} came")
    finally:
        voila.terminate()
        voila.wait(20)


def assess_in_a_browser(folder: Path) -> None:
    """Print the time from `kit assess` to the first question in Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only for this line

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page()
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, "assess", str(folder / "a.kit"), "--port", "0",
             "--no-browser"], stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        page.goto(re.search(r"http\S+", process.stderr.readline())[0])  # type: ignore[index, union-attr]  # it is there, or the run ends here
        page.get_by_label("Your department").wait_for()
        print(f"kit assess: first question usable after {time.perf_counter() - begun:.2f} s")
        process.terminate()
        process.wait(20)
        chromium.close()


def main() -> None:
    """Measure and print."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--seconds", type=float, default=60)
    wanted.add_argument("--no-voila", action="store_true")
    chosen = wanted.parse_args()
    with tempfile.TemporaryDirectory(prefix="kit-bench-") as place:
        folder = Path(place)
        file = folder / "bench.kit"
        new_workshop(file, "Bench", DEPARTMENTS).close()
        machine(folder)
        server = Server(file)
        try:
            asyncio.run(measure(server, file, chosen.seconds))
        finally:
            server.stop()
        machine(folder)
        if not chosen.no_voila:
            asyncio.run(beside_voila(folder, 30))
        assess_in_a_browser(folder)


if __name__ == "__main__":
    main()
