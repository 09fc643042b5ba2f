"""Measures the studio on a project of 100,000 records with pictures: how long questions take, what the server holds in memory, and
how long a person waits for the next picture. For run.py."""
import http.client
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import time

PLAYWRIGHT = pathlib.Path(__file__).resolve().parents[1] / "src/studio/web/node_modules/playwright-core"
QUESTIONS = [("first page of a library", "/api/records?limit=100"), ("status of the project", "/api/status"),
             ("queue: not judged", "/api/records?status=candidate&fields=id&limit=1000"),
             ("queue: never seen", "/api/records?status=candidate&seen=no&fields=id&limit=1000"),
             ("queue: unbound", "/api/records?binding=unbound&fields=id&limit=1000"), ("queue: disagreed", "/api/records?disagreed=yes&fields=id&limit=1000"),
             ("lane and faction", "/api/records?lane=costume&faction=tide&limit=100"), ("words", "/api/records?text=lantern&limit=100"),
             ("page 600", "/api/records?offset=60000&limit=100")]


class Server:
    def __init__(self, limner, project):
        self.process = subprocess.Popen([limner, "-C", project, "serve"], env={**os.environ, "LIMNER_REVIEWER": "human:bench"}, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, encoding="utf-8")
        self.url = self.process.stdout.readline().split()[-1]
        self.process.stdout.readline()
        self.connection = http.client.HTTPConnection("127.0.0.1", int(self.url.split(":")[2].split("/")[0]))
        self.cookie = self.ask("/" + self.url.split("/")[3]).headers["Set-Cookie"].split(";")[0]

    def ask(self, path):
        self.connection.request("GET", path, headers={"Cookie": getattr(self, "cookie", "")})
        answer = self.connection.getresponse()
        answer.text = answer.read()
        return answer

    def cpu(self):
        parts = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def peak(self):
        return int(pathlib.Path(f"/proc/{self.process.pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def ask_often(server, path, n=20):
    """Median and worst wall time, and mean CPU of the server, in milliseconds."""
    before, walls = server.cpu(), []
    for _ in range(n):
        start = time.monotonic()
        assert server.ask(path).status == 200, path
        walls.append((time.monotonic() - start) * 1000)
    return statistics.median(walls), max(walls), (server.cpu() - before) / n


def sit(server, n):
    """What the browser saw of @n judgments, or None without one."""
    chromium = shutil.which("chromium")
    if chromium is None or shutil.which("node") is None or not PLAYWRIGHT.is_dir():
        return None
    script = pathlib.Path(__file__).with_name("studio.mjs")
    done = subprocess.run(["node", script, PLAYWRIGHT, chromium, server.url, str(n)], capture_output=True, text=True, timeout=1200)
    return json.loads(done.stdout) if done.returncode == 0 else None


def measure(limner, project, judgments):
    server = Server(limner, project)
    try:
        start = time.monotonic()
        server.ask("/api/records?limit=1")
        print(f"    index made anew, or looked through, on first use: {time.monotonic() - start:.1f} s", flush=True)
        for name, path in QUESTIONS:
            median, worst, cpu = ask_often(server, path)
            print(f"    {name:26} median {median:6.1f} ms, worst {worst:6.1f} ms, CPU {cpu:5.1f} ms", flush=True)
        seen = sit(server, judgments)
        if seen is None:
            print("    key to next image: skipped, there is no Chromium or no playwright-core (./dev deps)")
        else:
            times = sorted(seen["times"])
            print(f"    key to next image, {len(times)} judgments: median {statistics.median(times):.0f} ms, "
                  f"99th percentile {times[min(len(times) - 1, len(times) * 99 // 100)]:.0f} ms, worst {times[-1]:.0f} ms; first paint "
                  f"{seen['paint'] or 0:.0f} ms", flush=True)
        print(f"    memory of the server: {server.peak():.0f} MiB", flush=True)
    finally:
        server.stop()
