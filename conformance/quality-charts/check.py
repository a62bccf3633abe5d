"""Thousands of random series: limits and broken rules by numpy, written from the textbook, against what the program says."""
import json
import subprocess
import sys

import numpy as np

SERIES = 5000
BASELINE, D2 = 20, 1.128


def textbook(values):
    x = np.asarray(values)
    if len(x) < BASELINE:
        return None
    first = x[:BASELINE]
    mean, sd = first.mean(), np.abs(np.diff(first)).mean() / D2
    if sd == 0:
        return None
    broken = []
    for n in range(1, len(x) + 1):
        names = []
        z = (x[:n] - mean) / sd
        if abs(z[-1]) > 3:
            names.append("1-3s")
        if n >= 3 and any(s * z[-1] > 2 and np.sum(s * z[-3:] > 2) >= 2 for s in (1, -1)):
            names.append("2of3-2s")
        if n >= 8 and abs(np.sign(x[n - 8:n] - mean).sum()) == 8:
            names.append("8-side")
        if n >= 6 and abs(np.sign(np.diff(x[n - 6:n])).sum()) == 5:
            names.append("6-trend")
        broken.append(names)
    return mean, sd, broken


def series(random):
    n = int(random.integers(0, 80))
    kind = random.integers(0, 5)
    x = random.normal(50, 5, n)
    if kind == 1:
        x = x + np.arange(n) * random.normal(0, 0.8)
    elif kind == 2:
        x = np.round(x)
    elif kind == 3:
        x = np.where(np.arange(n) > 30, x + random.normal(0, 10), x)
    elif kind == 4:
        x = np.full(n, 7.0) if random.random() < 0.2 else np.sort(x)
    return [float(v) for v in x]


random = np.random.default_rng(20261124)
asked = [series(random) for _ in range(SERIES)]
answers = subprocess.run([sys.argv[1]], input="\n".join(map(json.dumps, asked)) + "\n", capture_output=True, text=True, check=True).stdout.splitlines()
assert len(answers) == SERIES, len(answers)
points = breaks = 0
for values, line in zip(asked, answers):
    ours, theirs = json.loads(line), textbook(values)
    if theirs is None:
        assert ours["mean"] is None and ours["broken"] == [], values
        continue
    mean, sd, broken = theirs
    assert np.isclose(ours["mean"], mean, rtol=1e-12) and np.isclose(ours["sd"], sd, rtol=1e-12), values
    assert ours["broken"] == broken, values
    points += len(broken)
    breaks += sum(map(len, broken))
print(f"{SERIES} series, {points} points, {breaks} broken rules: the same")
