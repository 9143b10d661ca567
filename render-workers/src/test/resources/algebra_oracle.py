"""Evaluates trees of map algebra with NumPy: python3 algebra_oracle.py FOLDER WIDTH HEIGHT

FOLDER holds trees.json, a list of trees, and one file of big-endian doubles per input, a.f64 and so on.
Writes result-N.f64 for the tree at index N. Knows nothing of the Java code.
"""

import json
import sys

import numpy as np

folder, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
np.seterr(all="ignore")


def band(name):
    return np.fromfile(f"{folder}/{name}.f64", ">f8").astype("f8").reshape(height, width)


FOLDS = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
    "min": np.minimum, "max": np.maximum, "^": np.power, "pow": np.power, "atan2": np.arctan2,
    ">": np.greater, ">=": np.greater_equal, "==": np.equal,
    "!=": np.not_equal, "<": np.less, "<=": np.less_equal,
    "and": np.logical_and, "or": np.logical_or, "xor": np.logical_xor,
}
ONES = {
    "not": np.logical_not, "abs": np.abs, "neg": np.negative, "sqrt": np.sqrt,
    "log": np.log, "log10": np.log10, "round": lambda a: np.floor(a + 0.5),
    "floor": np.floor, "ceil": np.ceil, "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
}


def mode(stack):
    found = np.full(stack.shape[1:], np.nan)
    for at in np.ndindex(found.shape):
        pixels = stack[(slice(None), *at)]
        values, counts = np.unique(pixels[~np.isnan(pixels)], return_counts=True)
        if len(values):
            found[at] = values[np.argmax(counts)]
    return found


def total(stack):
    return np.where(np.isnan(stack).all(axis=0), np.nan, np.nansum(stack, axis=0))


FOCALS = {
    "focalMax": lambda s: np.nanmax(s, axis=0), "focalMin": lambda s: np.nanmin(s, axis=0),
    "focalMean": lambda s: np.nanmean(s, axis=0), "focalMedian": lambda s: np.nanmedian(s, axis=0),
    "focalStdDev": lambda s: np.nanstd(s, axis=0), "focalMode": mode, "focalSum": total,
}


def inside(shape, right, down):
    kind, distance = shape["type"], np.hypot(right, down)
    if kind == "square":
        return True
    if kind == "circle":
        return distance <= shape["radius"]
    if kind == "nesw":
        return right == 0 or down == 0
    if kind == "annulus":
        return shape["innerRadius"] <= distance <= shape["outerRadius"]
    start, end = shape["startAngle"], shape["endAngle"]
    angle = np.rint(np.degrees(np.arctan2(-down, right)) * 1e6) / 1e6 % 360
    turned = start <= angle <= end if start <= end else start <= angle or angle <= end
    return (right == 0 and down == 0) or (distance <= shape["radius"] and turned)


def around(data, shape):
    reach = int(np.ceil(shape.get("extent") or shape.get("radius") or shape.get("outerRadius")))
    wide = np.pad(data, reach, constant_values=np.nan)
    return np.stack([
        wide[reach + down:reach + down + height, reach + right:reach + right + width]
        for down in range(-reach, reach + 1)
        for right in range(-reach, reach + 1)
        if inside(shape, right, down)
    ])


def classify(data, classes):
    found = np.full(data.shape, np.nan)
    for bound, value in sorted(((float(k), v) for k, v in classes.items()), reverse=True):
        found[data <= bound] = int(value[1:], 16) if isinstance(value, str) else value
    return found


def evaluate(tree):
    kind = tree.get("type")
    if kind == "const":
        return np.full((height, width), float(tree["constant"]))
    if kind == "src":
        return band(tree["metadata"]["label"])
    symbol, args = tree["apply"], [evaluate(arg) for arg in tree["args"]]
    missing = np.isnan(args).any(axis=0)
    if symbol == "isdefined":
        return np.where(missing, 0.0, 1.0)
    if symbol == "isundefined":
        return np.where(missing, 1.0, 0.0)
    if symbol == "classify":
        return classify(args[0], tree["classMap"]["classifications"])
    if symbol in FOCALS:
        return FOCALS[symbol](around(args[0], tree["neighborhood"]))
    result = args[0]
    for arg in args[1:]:
        result = FOLDS[symbol](result, arg).astype("f8")
        missing |= ~np.isfinite(result)
    if symbol in ONES:
        result = ONES[symbol](result).astype("f8")
    return np.where(missing | ~np.isfinite(result), np.nan, result)


with open(f"{folder}/trees.json") as file:
    for index, tree in enumerate(json.load(file)):
        evaluate(tree).astype(">f8").tofile(f"{folder}/result-{index}.f64")
