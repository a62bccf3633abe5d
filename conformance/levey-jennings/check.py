"""Thousands of random series of runs: mean, deviation and the rules of Westgard by numpy, written from the textbook, against what the
program says."""
import json
import subprocess
import sys

import numpy as np

SERIES = 5000
BASELINE = 20


def textbook(runs):
    x = np.array([value for value, _ in runs], dtype=float)
    good = np.array([value for value, valid in runs if valid], dtype=float)
    if len(good) < BASELINE:
        return None
    mean, sd = np.mean(good[:BASELINE]), np.std(good[:BASELINE], ddof=1)
    if not sd > 0:
        return None
    z = (x - mean) / sd
    broken = []
    for n in range(1, len(z) + 1):
        last, names = z[:n], []
        if abs(last[-1]) > 2:
            names.append("1-2s")
        if abs(last[-1]) > 3:
            names.append("1-3s")
        if n >= 2 and (np.all(last[-2:] > 2) or np.all(last[-2:] < -2)):
            names.append("2-2s")
        if n >= 2 and np.ptp(last[-2:]) > 4:
            names.append("R-4s")
        if n >= 4 and (np.all(last[-4:] > 1) or np.all(last[-4:] < -1)):
            names.append("4-1s")
        if n >= 10 and abs(np.sign(last[-10:]).sum()) == 10:
            names.append("10x")
        broken.append(names)
    return mean, sd, z, broken


def series(random):
    n = int(random.integers(0, 90))
    kind = random.integers(0, 6)
    x = random.normal(1.2, 0.1, n)
    if kind == 1:
        x = x + np.arange(n) * random.normal(0, 0.01)
    elif kind == 2:
        x = np.round(x, 1)
    elif kind == 3:
        x = np.where(np.arange(n) > 30, x + random.normal(0, 0.2), x)
    elif kind == 4:
        x = np.full(n, 1.2)
    elif kind == 5:
        x = np.where(random.random(n) < 0.1, x + random.choice([-1, 1], n) * 0.35, x)
    return [(float(value), bool(random.random() > 0.08)) for value in x]


random = np.random.default_rng(20261124)
asked = [series(random) for _ in range(SERIES)]
answers = subprocess.run([sys.argv[1]], input="\n".join(map(json.dumps, asked)) + "\n", capture_output=True, text=True, check=True).stdout.splitlines()
assert len(answers) == SERIES, len(answers)
points = breaks = on_the_line = 0
for runs, line in zip(asked, answers):
    ours, theirs = json.loads(line), textbook(runs)
    if theirs is None:
        assert ours["mean"] is None and not any(ours["broken"]), runs
        continue
    mean, sd, z, broken = theirs
    # On a line itself the order of a sum decides in the last digit; such a series says nothing about the rules.
    lines = [np.abs(np.abs(z) - line).min() for line in range(4)] + [np.abs(np.abs(np.diff(z)) - 4).min()]
    if min(lines) < 1e-9:
        on_the_line += 1
        continue
    assert np.isclose(ours["mean"], mean, rtol=1e-12) and np.isclose(ours["sd"], sd, rtol=1e-9), runs
    assert np.allclose(ours["z"], z, rtol=1e-9, atol=1e-9), runs
    assert ours["broken"] == broken, (runs, ours["broken"], broken)
    points += len(broken)
    breaks += sum(map(len, broken))
print(f"{SERIES} series, {points} points, {breaks} broken rules: the same; {on_the_line} series with a point on a line left out")
