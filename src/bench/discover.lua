-- Random searches of the index for wrk, the course of Discover.java: boxes of 0.5 to 4 degrees, 30 to 365 days, a limit of cloud.
-- SEED makes another course. RATE, requests a second of all connections together, has each connection pause between its requests, by
-- chance and on average so long that about so many come: people who ask, not a queue that is always full.
local seed = tonumber(os.getenv("SEED") or "1")
local rate = tonumber(os.getenv("RATE") or "0")
local connections = tonumber(os.getenv("CONNECTIONS") or "8")
local first = 1365638400 -- 2013-04-11T00:00:00Z
local day = 86400
local format, random = string.format, math.random

function init(args)
  math.randomseed(seed)
  wrk.headers["Host"] = wrk.host .. ":" .. wrk.port
end

local function instant(seconds)
  return os.date("!%Y-%m-%dT%H:%M:%SZ", seconds)
end

function request()
  local west = random(0, 2699999) / 1e4 - 120
  local south = random(0, 999999) / 1e4 - 40
  local size = random(5000, 40000) / 1e4
  local from = first + random(0, 3800) * day
  local to = from + random(30, 365) * day
  return wrk.format("GET", format("/localindex/discover/landsat_pds?bbox=%.4f,%.4f,%.4f,%.4f&acquiredDate=%s&maxAcquiredDate=%s&cloudCover=%d",
    west, south, west + size, south + size, instant(from), instant(to), random(10, 60)))
end

if rate > 0 then
  -- milliseconds, exponentially distributed; the time of an answer comes on top
  function delay()
    return math.floor(-math.log(1 - random()) * 1000 * connections / rate + 0.5)
  end
end

function done(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(format("%d searches in %.1f s (%.0f/s): p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, longest %.1f ms; %d failed; %.1f KB an answer\n",
    summary.requests, summary.duration / 1e6, summary.requests * 1e6 / summary.duration, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3, failed, summary.bytes / math.max(summary.requests, 1) / 1e3))
end
