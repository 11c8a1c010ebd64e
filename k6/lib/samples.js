// A histogram of latencies per VU and second, printed as one JSON line when the second is over:
// a time series and a whole distribution for 50 lines a second, where `--out json` writes
// a dozen lines for each request and costs as much CPU as the requests themselves.
import exec from 'k6/execution';
import { load } from './load.js';

let second = -1;
let current = null;

function elapsed() {
  return (Date.now() - exec.scenario.startTime) / 1000;
}

// True once the measured time is up: iterations under way stop at their next request.
export function over() {
  return elapsed() >= load.duration;
}

function flush() {
  if (current) console.log(JSON.stringify(current));
  current = null;
}

function at(now) {
  if (now !== second) {
    flush();
    second = now;
  }
  if (!current) current = { second: now, requests: 0, failures: {}, histogram: {} };
  return current;
}

// Count one request that ended now. `failure` is its kind, or '' where the answer was right.
export function count(milliseconds, failure) {
  const sample = at(Math.floor(elapsed()));
  const bucket = Math.floor(Math.log(Math.max(milliseconds, 0.001)) * load.resolution);
  sample.requests += 1;
  sample.histogram[bucket] = (sample.histogram[bucket] || 0) + 1;
  if (failure) sample.failures[failure] = (sample.failures[failure] || 0) + 1;
}

// k6 does not tell a VU that it will get no further iteration: in the last second each may be it.
export function endIteration() {
  if (elapsed() >= load.duration - 1) flush();
}
