"""Ten thousand results through the agent of the laboratory, by analysers that nobody here wrote.

Half come by the HL7 client of PyPI's `hl7`, half by the ASTM simulator of `labmcp-astm-lis`, which damages frames on purpose. Messages
are sent twice, lines are cut in the middle of a message, names are Chinese, in UTF-8 and GB 18030, and no specimen is known: every
line has to be kept once, with its reason.
"""

import http.cookiejar
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import hl7.client
from labmcp_astm_lis.simulator import ASTMAnalyzerSimulator, encode_frames

PASSWORD = "vena-demo-2026"
HL7_MESSAGES, ASTM_MESSAGES, RESULTS = 500, 250, (10, 20)
ACK = b"\x06"


class Person:
    """Somebody who is signed in."""

    def __init__(self, base, username):
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.me = self.post("/api/session", {"username": username, "password": PASSWORD})

    def post(self, path, body):
        data = json.dumps(body).encode()
        return self.open(urllib.request.Request(self.base + path, data, {"content-type": "application/json"}))

    def get(self, path):
        return self.open(urllib.request.Request(self.base + path))

    def open(self, request):
        with self.opener.open(request, timeout=60) as answer:
            return json.load(answer)


def wait_for(what, look, seconds=300):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            found = look()
        except (OSError, urllib.error.URLError):
            found = None
        if found:
            return found
        time.sleep(0.2)
    sys.exit(f"never: {what}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def connected(port):
    return wait_for("a line to the agent", lambda: socket.create_connection(("127.0.0.1", port), 5), 30)


def hl7_message(number):
    lines = [
        f"MSH|^~\\&|N48|LAB|VENA|BC|20261123101500||ORU^R01|H{number}|P|2.3.1",
        f"PID|1||D{number}||欧阳^若谷",
        f"OBR|1|99932260{number:05d}",
    ]
    lines += [f"OBX|{at}|NM|ALT||{number % 40}.{at}|U/L|||||F" for at in range(RESULTS[0])]
    return "\r".join(lines) + "\r"


def over_hl7(port):
    """Every message is answered by AA; every tenth is sent twice, every third written in GB 18030."""
    with hl7.client.MLLPClient("127.0.0.1", port) as client:
        for number in range(HL7_MESSAGES):
            text = hl7_message(number)
            written = text.encode("gb18030" if number % 3 == 0 else "utf-8")
            for _ in range(2 if number % 10 == 0 else 1):
                answer = hl7.parse(client.send_message(written).decode().strip("\x0b\x1c\r"))
                assert str(answer.segment("MSA")[1]) == "AA", str(answer)
                assert str(answer.segment("MSA")[2]) == f"H{number}", str(answer)


def astm_records(number):
    records = ["H|\\^&|||SIM^1.0|||||LIS||P|1|20261123101500", f"P|1|PAT-{number}|||Zhao^Qinghe"]
    records.append(f"O|1|99932261{number:05d}|^1^1|^^^ALT|R" + "|" * 18 + "F" + " " * 260)
    records += [f"R|{at + 1}|^^^ALT^1|{number % 40}.{at}|U/L|7 to 56|N||F||OP|20261123|20261123|SIM" for at in range(RESULTS[1])]
    return [*records, "L|1|N"]


class Wire(ASTMAnalyzerSimulator):
    """The simulator on a socket."""

    def over(self, stream):
        # The simulator pushes from a timer while it still counts itself as idle: one thread at a time writes.
        writing = threading.Lock()

        def push(data):
            with writing:
                stream.sendall(data)

        self.attach(push)
        while not self.done:
            heard = stream.recv(64)
            if not heard:
                sys.exit("the agent has closed the line")
            said = self.handle_bytes(heard)
            if said:
                push(said)
        self.stop()


def over_astm(port):
    """Five frames of a hundred are damaged on their way; two lines are cut in mid-message; the first ten messages come again."""
    messages = [astm_records(number) for number in range(ASTM_MESSAGES)]
    frames = len(encode_frames(messages[0]))
    corrupt = tuple((message, at) for message in range(ASTM_MESSAGES) for at in range(frames) if (message * 7 + at) % 20 == 3)
    for cut in (3, frames - 1):
        with connected(port) as line:
            line.sendall(b"\x05")
            assert line.recv(1) == ACK
            for frame in encode_frames(messages[0])[:cut]:
                line.sendall(frame)
                assert line.recv(1) == ACK
    for some in (messages, messages[:10]):
        with connected(port) as line:
            wire = Wire(some, gap_s=0.0, corrupt=corrupt)
            wire.over(line)
            assert wire.messages_sent == len(some), wire.log[-5:]


def kept(person):
    """How many deliveries there are, with how many lines; none of them doubled."""
    deliveries, path = [], "/api/lab/deliveries?limit=200"
    while path:
        page = person.get(path)
        deliveries += page["items"]
        path = page.get("next") and f"/api/lab/deliveries?limit=200&cursor={page['next']}"
    return len(deliveries), sum(one["lines"] for one in deliveries), sum(one["kept"] for one in deliveries)


def main(base, edge):
    wait_for("the demo city", lambda: urllib.request.urlopen(base + "/readyz", timeout=5).status == 200)
    admin, tester = Person(base, "admin"), Person(base, "tester")
    account = {"site_id": admin.me["site"]["site_id"], "username": "lines", "display_name": "检验仪器接口", "password": PASSWORD, "roles": ["analyser"]}
    admin.post("/api/users", account)
    before = kept(tester)
    ports = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        lines = "".join(f'[[analyser]]\ninstrument = "{code}"\nprotocol = "{speaks}"\nat = "listen:127.0.0.1:{port}"\n' for code, speaks, port in (("N-1", "hl7", ports[0]), ("C-1", "astm", ports[1])))
        config = pathlib.Path(folder, "agent.toml")
        config.write_text(f'refused = "refused"\n[server]\nurl = "{base}"\nusername = "lines"\npassword_file = "password"\n{lines}')
        pathlib.Path(folder, "password").write_text(PASSWORD)
        agent = subprocess.Popen([edge, "analysers", "--config", config], stderr=subprocess.DEVNULL)
        try:
            connected(ports[0]).close()
            wait_for("the next line", lambda: connected(ports[0]).close() or True, 30)
            began = time.monotonic()
            over_hl7(wait_for("a line", lambda: ports[0]))
            spent_hl7 = time.monotonic() - began
            began = time.monotonic()
            over_astm(ports[1])
            spent_astm = time.monotonic() - began
            refused = list(pathlib.Path(folder, "refused").iterdir())
        finally:
            agent.terminate()
            agent.wait()
    after = kept(tester)
    came = tuple(now - then for now, then in zip(after, before))
    results = HL7_MESSAGES * RESULTS[0] + ASTM_MESSAGES * RESULTS[1]
    assert came == (HL7_MESSAGES + ASTM_MESSAGES, results, results), f"{came} came, {results} were sent"
    assert not refused, refused
    print(f"{results} results of {came[0]} messages, each kept once: HL7 {spent_hl7:.1f} s, ASTM {spent_astm:.1f} s")


main(*sys.argv[1:])
