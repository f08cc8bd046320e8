-- Walks a list of addresses once, in order, and ends wrk with the last answer: wrk -c N -s walk.lua URL -- LIST N
-- LIST has an address a line, and after a tab the tag that the reader has; N is the number of connections. The last line
-- of what is written holds the figures: "walked", then requests, microseconds, bytes, errors, and the latencies at 50 and
-- 99 percent and the highest.

local ffi = require("ffi")
ffi.cdef("int getpid(void); int kill(int pid, int signal);")
local INTERRUPT = 2

-- wrk asks for one before it begins, which it does not send.
local asked, at_rest, number, list, connections = -1, 0, 0, {}, 1

function init(arguments)
  -- With the port: tags are of the address that a reader asked.
  local host = string.format("%s:%s", wrk.host, wrk.port)
  for line in io.lines(arguments[1]) do
    local path, tag = line:match("^([^\t]*)\t?(.*)$")
    number = number + 1
    list[number] = wrk.format("GET", path, tag ~= "" and { ["If-None-Match"] = tag, Host = host } or { Host = host })
  end
  connections = tonumber(arguments[2])
end

function request()
  asked = asked + 1
  if asked <= number then return list[math.max(asked, 1)] end
  -- Who asks for more has its answer. wrk would go on for a tenth of a second once it is told to end, asking what was
  -- asked before; and it would sleep until its time is over, were its thread alone to end.
  at_rest = at_rest + 1
  if at_rest == connections then
    wrk.thread:stop()
    ffi.C.kill(ffi.C.getpid(), INTERRUPT)
  end
  return ""
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("walked %d %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
