// A histogram of latencies per VU and second, printed as one JSON line when the second is over:
// a time series and a whole distribution for 50 lines a second, where `--out json` writes
// a dozen lines for each request and costs as much CPU as the requests themselves.
import exec from 'k6/execution';
import { load } from './load.js';

// Seconds: a VU whose turns come less often may have had its last one.
const TURN = 0.5;

let second = -1;
let current = null;
let ended = -Infinity;

function elapsed() {
  return (Date.now() - exec.scenario.startTime) / 1000;
}

// True once the measured time is up: iterations under way stop at their next request, unless they
// are to be whole.
export function over() {
  return !load.whole && elapsed() >= load.duration;
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

// k6 does not tell a VU that it will get no further iteration. In the last second each may be it,
// and before where there are more VUs than arrivals, which take turns.
export function endIteration() {
  const now = elapsed();
  if (now >= load.duration - 1 || now - ended > TURN) flush();
  ended = now;
}
