-- For wrk: sends requests that were signed beforehand, one after the other and over again.
-- wrk … -s replay.lua URL -- FILE BYTES: heads of requests, each ending in a zero byte; each gets a body of so many bytes.

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  local body = string.rep("\7", tonumber(arguments[2]))
  requests = {}
  for head in file:read("*a"):gmatch("([^%z]+)%z") do
    requests[#requests + 1] = head .. body
  end
  file:close()
  -- Each thread goes on from a place of its own.
  at = number * 7919
end

function request()
  at = at + 1
  return requests[at % #requests + 1]
end
