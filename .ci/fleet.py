"""Runs the gateways of deploy/compose.yaml, with their environment, behind HAProxy with deploy/haproxy.cfg, without containers.

Checks that every mounted file exists, that both gateways answer, and that the end of one fails no request.
The arguments are the gateway's binary and one with the simulator.
"""

import http.client
import json
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import yaml

DEPLOY = pathlib.Path(__file__).resolve().parent.parent / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
# Requests while a gateway ends, which takes more than three seconds. Usually more than a hundred.
MINIMUM = 20
QUERY = json.dumps({"query": "{ viewer { id } }"}).encode()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(what, attempt):
    """Returns the first true result of `attempt` within 30 s."""
    for _ in range(300):
        if result := attempt():
            return result
        time.sleep(0.1)
    sys.exit(f"no {what} after 30 s")


class Process:
    """A program whose output is in a file."""

    running = []

    def __init__(self, folder, name, *command, environment=None):
        self.output = folder / f"{name}.log"
        with self.output.open("w") as output:
            self.child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
        Process.running.append(self.child)

    def find(self, pattern):
        """The first match of `pattern` in the output."""
        def match():
            if self.child.poll() is not None:
                sys.exit(f"{self.output.stem} ended:\n{self.output.read_text()}")
            return re.search(pattern, self.output.read_text())
        return wait_for(f"{pattern} in the output of {self.output.stem}", match).group(0)


def mounted_files_exist():
    for name, service in COMPOSE["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith(".") and not (DEPLOY / source).exists():
                sys.exit(f"{name} mounts {source}, which does not exist")


def query(url):
    """The status and body of a query."""
    headers = {"Authorization": "Bearer demo-supervisor", "Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url + "/graphql", QUERY, headers), timeout=15) as answer:
            return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException) as error:
        return None, repr(error)


def is_ready(url):
    try:
        return urllib.request.urlopen(url + "/health/ready", timeout=5).status == 200
    except OSError:
        return False


def has_answered(admin):
    """Whether a gateway answered a request with 200."""
    text = urllib.request.urlopen(admin + "/metrics", timeout=5).read().decode()
    return re.search(r'^journey_gateway_requests_total\{status="2xx"\} [1-9]', text, re.M)


def main(folder, gateway, with_simulator):
    mounted_files_exist()
    redis = free_port()
    Process(folder, "redis", "redis-server", "--port", str(redis), "--save", "", "--dir", str(folder))
    simulator = Process(folder, "simulator", with_simulator, "simulate", "--listen", "127.0.0.1:0").find(r"127\.0\.0\.1:\d+")
    replaced = {
        "simulator.localhost:4010": simulator,
        "redis:6379": f"127.0.0.1:{redis}",
        "/run/secrets/redis": str(DEPLOY / COMPOSE["secrets"]["redis"]["file"]),
        "0.0.0.0:4001": "127.0.0.1:0",
    }
    configuration = (DEPLOY / "haproxy.cfg").read_text()
    nodes = []
    for name in ("gateway-1", "gateway-2"):
        environment = dict(COMPOSE["services"][name]["environment"], JOURNEY_GATEWAY_LISTEN="127.0.0.1:0")
        for old, new in replaced.items():
            environment = {key: value.replace(old, new) for key, value in environment.items()}
        node = Process(folder, name, gateway, *COMPOSE["services"][name]["command"], environment=environment)
        url = node.find(r"http://127\.0\.0\.1:\d+(?=/graphql)").removesuffix("/graphql")
        admin = "http://" + node.find(r"serving health.*?127\.0\.0\.1:\d+").split()[-1].removeprefix("http://")
        nodes.append((node, admin))
        configuration = configuration.replace(f" {name}:4000", " " + url.removeprefix("http://"))
    port = free_port()
    (folder / "haproxy.cfg").write_text(configuration.replace("bind :8080", f"bind 127.0.0.1:{port}"))
    Process(folder, "haproxy", "haproxy", "-f", str(folder / "haproxy.cfg"))
    balancer = f"http://127.0.0.1:{port}"
    wait_for("gateway behind the load balancer", lambda: is_ready(balancer))

    def both_answer():
        assert (answer := query(balancer))[0] == 200 and '"errors"' not in answer[1], answer
        return all(has_answered(admin) for _, admin in nodes)
    wait_for("answers of both gateways", both_answer)

    failed, total, stop = [], [0], threading.Event()

    def load():
        while not stop.is_set():
            total[0] += 1
            if (answer := query(balancer))[0] != 200 or '"errors"' in answer[1]:
                failed.append(answer)
            time.sleep(0.01)
    loader = threading.Thread(target=load)
    loader.start()
    nodes[0][0].child.send_signal(signal.SIGTERM)
    code = nodes[0][0].child.wait(timeout=60)
    # The load balancer may notice late.
    time.sleep(3)
    stop.set()
    loader.join()
    if code or failed:
        sys.exit(f"a gateway ended with {code}, and {len(failed)} of {total[0]} requests failed, the first with {failed[:1]}")
    if total[0] < MINIMUM:
        sys.exit(f"only {total[0]} requests during the end of a gateway, expected at least {MINIMUM}")
    print(f"both gateways answer; {total[0]} requests during the end of one, 0 failed")


with tempfile.TemporaryDirectory() as folder:
    try:
        main(pathlib.Path(folder), *sys.argv[1:])
    finally:
        for child in Process.running:
            child.kill()
            child.wait()
