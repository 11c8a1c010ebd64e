// A histogram of latencies per VU and second, printed as one JSON line when the second is over:
// a time series and a whole distribution for 50 lines per second, where `--out json` writes
// a dozen lines for each request and costs as much CPU as the requests themselves.
import exec from 'k6/execution';
import { settings } from './settings.js';

// Seconds: a VU whose turns come less often may have had its last one.
const TURN = 0.5;

const duration = settings.model === 'ramp' ? settings.step * settings.steps : settings.duration;
let current = null;
let ended = -Infinity;

function elapsed() {
  return (Date.now() - exec.scenario.startTime) / 1000;
}

// True once the measured time is up: iterations under way stop at their next request, except in an
// open model.
export function over() {
  return settings.model !== 'open' && elapsed() >= duration;
}

function flush() {
  if (current) console.log(JSON.stringify(current));
  current = null;
}

function at(second) {
  if (current && current.second !== second) flush();
  if (!current) {
    current = { second, requests: 0, failures: {}, histogram: {}, hit: 0, miss: 0, iterations: 0 };
  }
  return current;
}

// Count one request that ended now. `failure` is its kind, or '' where the answer was right;
// `cache` is its X-Cache header.
export function count(milliseconds, failure, cache) {
  if (!settings.histogram) return;
  const sample = at(Math.floor(elapsed()));
  const bucket = Math.floor(Math.log(Math.max(milliseconds, 0.001)) * settings.histogram);
  sample.requests += 1;
  sample.histogram[bucket] = (sample.histogram[bucket] || 0) + 1;
  if (failure) sample.failures[failure] = (sample.failures[failure] || 0) + 1;
  if (cache === 'hit' || cache === 'miss') sample[cache] += 1;
}

// k6 does not tell a VU that it will get no further iteration. In the last second each may be it,
// and before where there are more VUs than arrivals, which take turns.
export function endIteration() {
  if (!settings.histogram) return;
  const now = elapsed();
  at(Math.floor(now)).iterations += 1;
  if (now >= duration - 1 || now - ended > TURN) flush();
  ended = now;
}
