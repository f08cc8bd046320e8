-- Walks a list of addresses once, on however many connections, and then ends wrk: wrk -s walk.lua URL -- LIST
-- LIST has an address a line, and after a tab the tag that the reader has. The last line of what is written holds the
-- figures: "walked", then requests, microseconds, bytes, errors, and the latencies at 50 and 99 percent and the highest.

local ffi = require("ffi")
ffi.cdef("int getpid(void); int kill(int pid, int signal);")
local INTERRUPT = 2

local asked, number, list = 0, 0, {}

function init(arguments)
  -- With the port: tags are of the address that a reader asked.
  local host = string.format("%s:%s", wrk.host, wrk.port)
  for line in io.lines(arguments[1]) do
    local path, tag = line:match("^([^\t]*)\t?(.*)$")
    number = number + 1
    list[number] = wrk.format("GET", path, tag ~= "" and { ["If-None-Match"] = tag, Host = host } or { Host = host })
  end
end

function request()
  asked = asked + 1
  -- wrk asks for one before it begins.
  if asked == number + 2 then ffi.C.kill(ffi.C.getpid(), INTERRUPT) end
  return list[(asked - 1) % number + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("walked %d %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
