"""Corrects colours with NumPy, step by step and through hue, chroma and luma.

oracle.py CORRECTION.json PIXELS.f64 OUT.u8 PERCENTILES.f64 [SEEN.f64]

PIXELS holds red, then green, then blue as little-endian doubles, NaN for no-data. OUT becomes the
same as bytes, 0 for no-data; PERCENTILES the percentiles 0, 2, 50, 98 and 100 of each band.
The statistics are those of PIXELS, or of SEEN.
"""
import json
import sys

import numpy as np


def equalized(v, valid):
    quantiles = np.quantile(valid, np.linspace(0, 1, 257))
    first = np.searchsorted(quantiles, quantiles[0], side="right") - 1
    rank = np.interp(v, quantiles, np.arange(257.0))
    return 255 * np.clip((rank - first) / (256 - first), 0, 1)


def normalized(v, valid):
    return 255 * (v - valid.min()) / (valid.max() - valid.min())


def saturated(rgb, s):
    r, g, b = rgb / 255
    largest, smallest = np.max([r, g, b], axis=0), np.min([r, g, b], axis=0)
    chroma = largest - smallest
    c = np.where(chroma == 0, 1, chroma)
    hue = np.select(
        [chroma == 0, largest == r, largest == g],
        [0, ((g - b) / c) % 6, (b - r) / c + 2],
        (r - g) / c + 4,
    )
    luma = 0.21 * r + 0.72 * g + 0.07 * b
    chroma = np.zeros_like(chroma) if s == 0 else chroma ** (1 / s)
    x = chroma * (1 - np.abs(hue % 2 - 1))
    o = np.zeros_like(x)
    sextant = [hue < 1, hue < 2, hue < 3, hue < 4, hue < 5]
    r = np.select(sextant, [chroma, x, o, o, x], chroma)
    g = np.select(sextant, [x, chroma, chroma, x, o], o)
    b = np.select(sextant, [o, o, x, chroma, chroma], x)
    lift = luma - (0.21 * r + 0.72 * g + 0.07 * b)
    return np.clip(255 * np.array([r + lift, g + lift, b + lift]), 0, 255)


def contrasted(v, alpha, beta):
    s = lambda x: 1 / (1 + np.exp(beta * (alpha - x)))
    return 255 * (s(v / 255) - s(0)) / (s(1) - s(0))


correction = json.load(open(sys.argv[1]))
bands = np.fromfile(sys.argv[2], "<f8").reshape(3, -1)
counted = np.fromfile(sys.argv[5], "<f8").reshape(3, -1) if len(sys.argv) > 5 else bands
seen = [band[~np.isnan(band)] for band in counted]
np.array([np.percentile(band, [0, 2, 50, 98, 100]) for band in seen]).astype("<f8").tofile(sys.argv[4])

valid = ~np.isnan(bands).any(axis=0)
rgb = bands[:, valid]
if "equalize" in correction:
    rgb = np.array([equalized(v, all) for v, all in zip(rgb, seen)])
elif not all(band.min() >= 0 and band.max() <= 255 for band in seen):
    means = np.array([normalized(band.mean(), band) for band in seen])
    rgb = np.array([normalized(v, all) for v, all in zip(rgb, seen)])
else:
    means = np.array([band.mean() for band in seen])
if "autoBalance" in correction and "equalize" not in correction:
    rgb = np.clip(rgb * np.clip(means.mean() / means, 0.25, 4)[:, None], 0, 255)
if "gamma" in correction:
    gamma = [correction["gamma"].get(name, 1) for name in ("redGamma", "greenGamma", "blueGamma")]
    rgb = 255 * (rgb / 255) ** (1 / np.array(gamma)[:, None])
if "saturation" in correction:
    rgb = saturated(rgb, correction["saturation"]["saturation"])
if "sigmoidalContrast" in correction:
    rgb = contrasted(rgb, **correction["sigmoidalContrast"])
tile = correction.get("tileClipping", {})
band = correction.get("bandClipping", {})
low = np.array([band.get(c + "Min", tile.get("min", 0)) for c in ("red", "green", "blue")])
high = np.array([band.get(c + "Max", tile.get("max", 255)) for c in ("red", "green", "blue")])
rgb = np.where(rgb < low[:, None], 0, np.where(rgb > high[:, None], 255, rgb))
out = np.zeros(bands.shape, "u1")
out[:, valid] = np.maximum(1, np.floor(rgb + 0.5))
out.tofile(sys.argv[3])
