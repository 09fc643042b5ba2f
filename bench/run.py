#!/usr/bin/env python3
"""Compares limner's speed with the npm tools a user would otherwise run: run.py LIMNER [WORD …] [--quick].

Words: bind, look, export, embed, list, gpu, restart, storm, lora-crop, story, studio; without one, all but embed, which needs 12 GB of disk, and storm,
which takes half an hour. Each row is the median of
the ratios of pairs of whole processes, run in turns (A B A B …) after a warm-up that is not counted, on projects of
made-up records (make_project.py). Above 1 means that limner is faster. See docs/speed.md.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import make_project
import studio
import make_story

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "cli"))
from fake_provider import FakeProvider  # noqa: E402

PACKAGES = ["@mcptoolshop/style-dataset-lab", "@mcptoolshop/repo-dataset", "sharp"]
HERE = pathlib.Path(__file__).resolve().parent
GIGABYTE = 1 << 30


class Skip(Exception):
    """What cannot be measured here, and why."""


# -- Measuring --

def run_once(command, folder):
    """Processor seconds, wall seconds and peak MiB of a shell command and its children."""
    with tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen(command, shell=True, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    return {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "peak": used.ru_maxrss / 1024,
            "code": process.returncode, "text": text}


class Side:
    """One of two commands, with what is to be done before each run, not counted."""

    def __init__(self, command, folder, before=None, may_fail=False):
        self.command, self.folder, self.before, self.may_fail = command, folder, before, may_fail
        self.runs = []

    def run(self, count=True):
        if self.before:
            self.before()
        result = run_once(self.command, self.folder)
        if result["code"] != 0 and not self.may_fail:
            raise Skip(f"“{self.command}” ended with {result['code']}: {result['text'][-400:].strip()}")
        if count:
            self.runs.append(result)
        return result

    def median(self, what):
        return statistics.median(run[what] for run in self.runs)


class Table:
    def __init__(self):
        print(f"{'':44} {'limner':>26}  {'peer':>26}  {'ratio':>13}")
        print(f"{'':44} {'CPU s':>8} {'wall s':>8} {'MiB':>8}  {'CPU s':>8} {'wall s':>8} {'MiB':>8}  {'CPU':>6} {'wall':>6}  aim")

    @staticmethod
    def cells(side):
        return f"{side.median('cpu'):8.3f} {side.median('wall'):8.3f} {side.median('peak'):8.0f}"

    def row(self, name, ours, peer, aim):
        cpu = statistics.median(b["cpu"] / a["cpu"] for a, b in zip(ours.runs, peer.runs))
        wall = statistics.median(b["wall"] / a["wall"] for a, b in zip(ours.runs, peer.runs))
        print(f"{name:44} {self.cells(ours)}  {self.cells(peer)}  {cpu:6.1f} {wall:6.1f}  {aim}", flush=True)

    def alone(self, name, ours, aim):
        print(f"{name:44} {self.cells(ours)}  {'':26}  {'':13}  {aim}", flush=True)


def compare(table, pairs, name, ours, peer, aim):
    ours.run(count=False)
    peer.run(count=False)
    for _ in range(pairs):
        ours.run()
        peer.run()
    table.row(name, ours, peer, aim)


# -- The place to measure in --

class Bench:
    def __init__(self, limner, folder, quick, pairs, npm):
        self.limner, self.folder, self.quick, self.pairs = limner, folder, quick, pairs
        self.records = 1182 if quick else 23640
        self.table = None
        self.npm = npm

    def packages(self):
        """The folder with the npm packages, which are installed on first use."""
        if self.npm is None:
            self.npm = self.folder / "npm"
            self.npm.mkdir()
            print("Installing the npm tools …", file=sys.stderr)
            try:
                done = subprocess.run(["npm", "install", "--prefix", self.npm, "--no-audit", "--no-fund", *PACKAGES],
                                      capture_output=True, text=True, timeout=300)
                reason = done.stderr.strip()[-300:] if done.returncode else ""
            except (OSError, subprocess.TimeoutExpired) as error:
                reason = str(error)
            if reason:
                print(f"The npm tools cannot be installed: {reason}", file=sys.stderr)
        return self.npm / "node_modules"

    def tool(self, name):
        path = self.packages() / ".bin" / name
        if not path.exists():
            raise Skip(f"there is no {name}; it is installed with npm")
        return path

    def node(self, script):
        """The start of a command that runs one of our scripts with the packages."""
        if not (self.packages() / "sharp").exists():
            raise Skip("there is no sharp; it is installed with npm")
        return f"NODE_PATH={self.packages()} node {HERE / script}"

    def project(self, name, records, side=0):
        """A workspace with the project “bench” in it, made on first use; two names give two equal ones."""
        workspace = self.folder / name
        if not workspace.exists():
            size = records * (20_000 + side * side * 5 // 4)
            if shutil.disk_usage(self.folder).free < size + GIGABYTE:
                raise Skip(f"needs {size / GIGABYTE:.0f} GiB of disk in {self.folder}")
            print(f"Making {records} records{f' with pictures of {side}²' if side else ''} …", file=sys.stderr)
            make_project.make_project(workspace / "projects" / "bench", records, side)
        return workspace

    def start_table(self):
        self.table = self.table or Table()
        return self.table

    def compare(self, name, ours, peer, aim):
        compare(self.start_table(), self.pairs, name, ours, peer, aim)


# -- What is measured --

def bench_bind(bench):
    """Binding records to rules. Each tool has a project of its own, since each writes."""
    sdlab = bench.tool("sdlab")
    ours, theirs = bench.project("bind-a", bench.records), bench.project("bind-b", bench.records)
    limner = f"{bench.limner} -q canon bind"
    rewrite = f"{sdlab} canon-bind --project bench --force"

    bench.compare("bind, every record written", Side(f"{limner} --force", ours), Side(rewrite, theirs), "≥ 1.4")
    bench.compare("bind, every record, dry run", Side(f"{limner} --force --dry-run", ours),
                  Side(f"{rewrite} --dry-run", theirs), "≥ 6")
    index = ours / "projects" / "bench" / ".limner" / "index.db"
    bench.compare("bind again, nothing stale, no index", Side(limner, ours, before=lambda: index.unlink(missing_ok=True)),
                  Side(rewrite, theirs), "≥ 25")
    bench.compare("bind again, nothing stale", Side(limner, ours), Side(rewrite, theirs), "≥ 100")


def bench_look(bench):
    """What only reads: on bound records with small pictures."""
    sdlab = bench.tool("sdlab")
    ours, theirs = bench.project("look-a", bench.records, 64), bench.project("look-b", bench.records, 64)
    Side(f"{bench.limner} -q canon bind", ours).run()
    Side(f"{sdlab} canon-bind --project bench --force", theirs).run()
    audit = f"{sdlab} eligibility audit --project bench"
    split = f"{sdlab} snapshot create --project bench && {sdlab} split build --project bench"

    bench.compare("status / eligibility audit", Side(f"{bench.limner} status", ours), Side(audit, theirs), "≥ 10")
    bench.compare("doctor / eligibility audit", Side(f"{bench.limner} -q doctor", ours), Side(audit, theirs), "≥ 10")
    bench.compare("export plan / snapshot and split",
                  Side(f"{bench.limner} -q export --format trl --dry-run", ours), Side(split, theirs), "≥ 10")


def bench_export(bench):
    """Writing TRL rows that name the pictures."""
    repo_dataset = bench.tool("repo-dataset")
    sizes = [("1,182 of 1.6 MB", 1182, 1024)] + ([] if bench.quick else [("23,640 of 5 kB", 23640, 64)])
    for what, records, side in sizes:
        workspace = bound_project(bench, f"export-{records}", records, side)
        out_a, out_b = workspace / "out-a", workspace / "out-b"
        bench.compare(f"export, {what}, not copied",
                      Side(f"{bench.limner} -q export --format trl --link --out {out_a}", workspace, clear(out_a)),
                      Side(f"{repo_dataset} visual generate projects/bench --format trl --no-copy-images "
                           f"--output {out_b}", workspace, clear(out_b)), "≥ 10")
        bench.compare(f"export, {what}, copied",
                      Side(f"{bench.limner} -q export --format trl --out {out_a}", workspace, clear(out_a)),
                      Side(f"{repo_dataset} visual generate projects/bench --format trl --output {out_b}",
                           workspace, clear(out_b)), "")


def bench_embed(bench):
    """Pictures inside the rows: a size that the npm tool can do, and one that is past 4 GiB."""
    repo_dataset = bench.tool("repo-dataset")
    small = bound_project(bench, "embed-148", 148, 1024)
    out_a, out_b = small / "out-a", small / "out-b"
    bench.compare("export --embed, 148 pictures",
                  Side(f"{bench.limner} -q export --format axolotl --embed --out {out_a}", small, clear(out_a)),
                  Side(f"{repo_dataset} visual generate projects/bench --format axolotl --embed --output {out_b}",
                       small, clear(out_b)), "≥ 10")
    if shutil.disk_usage(bench.folder).free < 14 * GIGABYTE:
        raise Skip(f"rows past 4 GiB need 14 GB of disk in {bench.folder}")
    large = bound_project(bench, "export-1182", 1182, 1024)
    out = large / "out"
    ours = Side(f"{bench.limner} -q export --format axolotl --embed --out {out}", large, clear(out))
    ours.run()
    written = sum(file.stat().st_size for file in out.rglob("*.jsonl"))
    bench.start_table().alone(f"export --embed, {written / GIGABYTE:.1f} GiB of rows", ours, "constant memory")
    check = Side(f"{bench.limner} -q validate {out}", large)
    check.run()
    bench.table.alone("validate of that", check, "no fault")
    shutil.rmtree(out)
    if written <= 4 * GIGABYTE:
        raise Skip("the rows did not pass 4 GiB")


def bench_list(bench):
    """One page of a large project, index warm."""
    workspace = bench.project("list", 1182 if bench.quick else 100_000)
    side = Side(f"{bench.limner} curate --list --json --limit 50", workspace)
    for _ in range(1 + bench.pairs):
        side.run()
    side.runs.pop(0)
    bench.start_table().alone("a page of 100,000 records" if not bench.quick else "a page of 1,182 records", side,
                              "< 0.1 s wall")


GPU_MS = 200
GPU_PACK = {
    "lane": "costume", "style_prefix": "oil painting", "negative": "text",
    "variations": [{"id": f"v{i}", "loras": []} for i in range(4)],
    "defaults": {"checkpoint": "sd_xl_base_1.0.safetensors", "steps": 20, "cfg": 5, "sampler": "euler", "scheduler": "karras",
                 "width": 1024, "height": 1024, "base_seed": 1}}


def gpu_share(bench, name, program, images, servers):
    """Makes @images with one process; the part of the time in which the stand-in GPUs rendered, and images per minute."""
    folder = bench.folder / f"gpu-{name}"
    clear(folder)()
    game = folder / "projects" / "bench"
    make_project.make_project(game, 1, 0)
    pack = {**GPU_PACK, "subjects": [{"id": f"crate_{i}", "prompt": f"crate {i}"} for i in range(images // 4)]}
    (game / "inputs" / "prompts").mkdir(parents=True, exist_ok=True)
    (game / "inputs" / "prompts" / "gpu.json").write_text(json.dumps(pack))
    stand_ins = [FakeProvider(render_ms=GPU_MS, plain_json=True).__enter__() for _ in range(servers)]
    try:
        urls = ", ".join(server.url for server in stand_ins)
        (game / "limner.yaml").write_text(f"providers:\n  comfyui:\n    servers: [{urls}]\n")
        environment = {**os.environ, "COMFY_URL": stand_ins[0].url} if name == "peer" else os.environ
        start = time.monotonic()
        done = subprocess.run([str(word) for word in program], cwd=folder, env=environment, capture_output=True, text=True)
        wall = time.monotonic() - start
        if done.returncode != 0:
            raise Skip(f"{name} ended with {done.returncode}: {(done.stdout + done.stderr)[-300:]}")
        told = [server.stats() for server in stand_ins]
    finally:
        for server in stand_ins:
            server.stop()
    rendered = sum(sum(each["renders"].values()) for each in told)
    if rendered != images:
        raise Skip(f"{name} rendered {rendered} images in place of {images}")
    return statistics.mean(each["busy_share"] for each in told), images / wall * 60


def bench_gpu(bench):
    """How much of the time stand-in GPUs work that take 200 ms for a picture of 1024²: the rest is waiting for us."""
    images = 24 if bench.quick else 60
    ours = [bench.limner, "-q", "generate", "inputs/prompts/gpu.json", "--provider", "comfyui"]
    sides = [("limner-1", ours, images, 1), ("limner-4", ours, images * 4, 4)]
    try:
        sides.append(("peer", [bench.tool("sdlab"), "generate", "inputs/prompts/gpu.json", "--project", "bench"], images, 1))
    except Skip as reason:
        print(f"gpu: no peer, {reason}")
    found = {name: [] for name, *_ in sides}
    for _ in range(min(bench.pairs, 3)):
        for name, program, count, servers in sides:
            found[name].append(gpu_share(bench, name, program, count, servers))
    for (name, _, count, servers), what in zip(sides, ("limner", "limner", "npm tool")):
        share, rate = (statistics.median(run[i] for run in found[name]) for i in (0, 1))
        print(f"{what}, {servers} server{'s' if servers > 1 else ''} of {GPU_MS} ms, {count} images:  "
              f"GPU busy {share:7.2%},  {rate:6.0f} images/min   (aim ≥ 99 %)", flush=True)
    if "peer" in found:
        rates = [a[1] / b[1] for a, b in zip(found["limner-1"], found["peer"])]
        print(f"images/min, limner / npm tool on one server: {statistics.median(rates):.1f}", flush=True)


def bench_restart(bench):
    """How long after kill -9 a run of 2,000 images is back at work: from its start to the first prompt at a server."""
    folder = bench.folder / "restart"
    clear(folder)()
    game = folder / "projects" / "bench"
    make_project.make_project(game, 1, 0)
    pack = {**GPU_PACK, "subjects": [{"id": f"crate_{i}", "prompt": f"crate {i}"} for i in range(500)],
            "defaults": {**GPU_PACK["defaults"], "width": 64, "height": 64}}
    (game / "inputs" / "prompts").mkdir(parents=True, exist_ok=True)
    (game / "inputs" / "prompts" / "gpu.json").write_text(json.dumps(pack))
    waits = []
    with FakeProvider(render_ms=50) as server:
        (game / "limner.yaml").write_text(f"providers:\n  comfyui:\n    url: {server.url}\n")
        for _ in range(1 + bench.pairs):
            before = len(server.stats()["prompts"])
            run = subprocess.Popen([bench.limner, "-q", "generate", "inputs/prompts/gpu.json", "--provider", "comfyui"],
                                   cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            start = time.monotonic()
            while len(server.stats()["prompts"]) == before and time.monotonic() - start < 60:
                time.sleep(0.005)
            waits.append(time.monotonic() - start)
            time.sleep(1)
            run.kill()
            run.wait()
    print(f"back at work after kill -9, 2,000 images: {statistics.median(waits[1:]):.2f} s, longest {max(waits[1:]):.2f} s "
          "  (aim < 2 s)", flush=True)


def bench_storm(bench):
    """The storm test, longer: 10,000 images, 100 kills. It measures nothing; it has to end well."""
    test = pathlib.Path(__file__).resolve().parents[1] / "tests" / "cli" / "test_storm.py"
    environment = {**os.environ, "LIMNER": str(bench.limner), "LIMNER_STORM_JOBS": "1000" if bench.quick else "10000",
                   "LIMNER_STORM_KILLS": "20" if bench.quick else "100", "LIMNER_STORM_SEED": str(int(time.time()) % 10000)}
    print(f"storm with LIMNER_STORM_SEED={environment['LIMNER_STORM_SEED']} …", flush=True)
    subprocess.run([sys.executable, test, "storm_over"], env=environment, check=False)


def bench_story(bench):
    """A story of 10,000 passages through everything that asks no model: processor seconds and memory, for nothing else does this."""
    folder = bench.folder / "story"
    clear(folder)()
    story, codex = make_story.make_story(1000 if bench.quick else 10000)
    folder.mkdir(parents=True)
    (folder / "long.json").write_text(json.dumps(story))
    game = folder / "games" / "long"
    run_once(f"{bench.limner} init long", folder)
    (game / "story" / "codex").mkdir(parents=True)
    (game / "story" / "codex" / "all.json").write_text(json.dumps(codex))
    for words in ("story import ../../long.json --replace", "story show", "story check", "ship --format json", "ship --format html", "ship --format twee",
                  "ship --format epub", "ship --format gamebook"):
        runs = [run_once(f"{bench.limner} {words}", game) for _ in range(1 + bench.pairs)][1:]
        wall, cpu, peak = (statistics.median(run[key] for run in runs) for key in ("wall", "cpu", "peak"))
        failed = "" if runs[0]["code"] in (0, 1, 5) or "check" in words else f"   exit {runs[0]['code']}"
        print(f"{words.split(' ../')[0]:<24} {wall:6.2f} s  {cpu:6.2f} s processor  {peak:5.0f} MiB{failed}", flush=True)


def make_crop_project(workspace, sheets):
    """A project whose plan cuts what crops.json tells."""
    project = workspace / "projects" / "bench"
    lines = ["trigger: bench_v1", "class: thing", "size: 512", 'background: "#ffffff"', "repeats: 10", "sources:"]
    for sheet in sheets:
        lines += [f"  - file: inputs/references/{sheet['name']}", "    kind: clean", "    crops:"]
        for number, crop in enumerate(sheet["crops"], 1):
            lines += [f"      - id: {sheet['name'][:-4]}-{number}",
                      "        " + "\n        ".join(f"{key}: {value}" for key, value in crop.items()),
                      "        framing: full body", "        view: front"]
    for folder in "canon", "records", "outputs", "dataset/bench":
        (project / folder).mkdir(parents=True, exist_ok=True)
    (project / "limner.yaml").write_text("name: bench\n")
    (project / "dataset" / "bench" / "plan.yaml").write_text("\n".join(lines) + "\n")
    return project


def set_aside(folder, workspace):
    """Moved, not deleted: for seconds after a deletion ext4 is slow to give new files a number."""
    if folder.exists():
        folder.rename(pathlib.Path(tempfile.mkdtemp(prefix="old-", dir=workspace)) / "made")


def bytes_of(folder):
    return sum(file.stat().st_size for file in folder.rglob("*.png"))


def bench_lora_crop(bench):
    """Sheets to training squares, against sharp in its best form; then how far that is from decoding and encoding alone."""
    count = 8 if bench.quick else 40
    floor = bench.limner.parent / "bench" / "bench-crop"
    for kind in "photo", "flat":
        workspace = bench.folder / f"crop-{kind}-{count}"
        project = workspace / "projects" / "bench"
        sheets = project / "inputs" / "references"
        if not (sheets / "crops.json").exists():
            print(f"Making {count} sheets ({kind}) …", file=sys.stderr)
            Side(f"{bench.node('make_sheets.cjs')} {sheets} {count} {kind}", bench.folder).run()
        make_crop_project(workspace, json.loads((sheets / "crops.json").read_text()))
        made, theirs = project / "dataset" / "bench", workspace / "sharp"

        def forget():
            set_aside(made / "train", workspace)
            (made / "made.json").unlink(missing_ok=True)

        ours = Side(f"{bench.limner} -q lora crop bench --yes", workspace, forget)
        peer = Side(f"{bench.node('sharp_crops.cjs')} {sheets} {theirs}", workspace, lambda: set_aside(theirs, workspace))
        bench.compare(f"lora-crop, {count} sheets, {kind} / sharp", ours, peer, "≥ 3")
        images = 8 * count
        print(f"    {images / ours.median('wall'):.0f} / {images / peer.median('wall'):.0f} images/s, "
              f"{images / ours.median('cpu'):.0f} / {images / peer.median('cpu'):.0f} per CPU second, "
              f"{bytes_of(made / 'train') / 1e6:.1f} / {bytes_of(theirs) / 1e6:.1f} MB written "
              f"({bytes_of(made / 'train') / bytes_of(theirs):.2f})")
        if floor.exists():
            parts = run_once(f"{floor} {sheets}/*.png", workspace)["text"].strip()
            print(f"    CPU {ours.median('cpu'):.2f} s; the parts alone: {parts}", flush=True)
        for old in workspace.glob("old-*"):
            shutil.rmtree(old)


def bench_studio(bench):
    records = 2000 if bench.quick else 100_000
    workspace = bench.folder / f"studio-{records}"
    if not workspace.exists():
        print(f"Making {records} records that share 64 pictures of 768² …", file=sys.stderr)
        make_project.make_project(workspace, records, 768, 64)
    print(f"studio, {records} records")
    studio.measure(bench.limner, workspace, 30 if bench.quick else 150)


def bound_project(bench, name, records, side):
    workspace = bench.project(name, records, side)
    Side(f"{bench.limner} -q canon bind", workspace).run()
    return workspace


def clear(folder):
    return lambda: shutil.rmtree(folder, ignore_errors=True)


BENCHES = {"bind": bench_bind, "look": bench_look, "export": bench_export, "embed": bench_embed, "list": bench_list,
           "gpu": bench_gpu, "restart": bench_restart, "storm": bench_storm, "lora-crop": bench_lora_crop, "story": bench_story, "studio": bench_studio}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("limner", type=pathlib.Path)
    parser.add_argument("words", nargs="*", metavar="WORD", help=", ".join(BENCHES))
    parser.add_argument("--quick", action="store_true", help="1,182 records in place of 23,640")
    parser.add_argument("--pairs", type=int, default=5, help="pairs per row (default 5)")
    parser.add_argument("--npm", type=pathlib.Path, help="a folder where the npm tools are installed already")
    parser.add_argument("--keep", type=pathlib.Path, help="where to make the projects; what is there is used again")
    arguments = parser.parse_intermixed_args()
    unknown = [word for word in arguments.words if word not in BENCHES]
    if unknown:
        parser.error(f"there is no bench “{unknown[0]}”, only {', '.join(BENCHES)}")

    folder = arguments.keep or pathlib.Path(tempfile.mkdtemp(prefix="limner-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(arguments.limner.resolve(), folder.resolve(), arguments.quick, arguments.pairs, arguments.npm)
    try:
        for word in arguments.words or [word for word in BENCHES if word not in ("embed", "storm")]:
            try:
                BENCHES[word](bench)
            except Skip as reason:
                print(f"{word}: skipped, {reason}", flush=True)
    finally:
        if arguments.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
