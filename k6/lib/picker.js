// A seeded picker: iteration N asks the same of both services, in every run.
import exec from 'k6/execution';
import { load } from './load.js';

// splitmix32: a full-period generator whose neighbouring seeds give unrelated sequences.
function splitmix32(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  };
}

// Iteration numbers are spread over the seeds so that two runs' sequences do not overlap.
export function pick() {
  const random = splitmix32(load.seed + Math.imul(exec.scenario.iterationInTest, 0x9e3779b1));
  const below = (count) => Math.floor(random() * count);
  return {
    below,
    chance: (share) => random() < share,
    one: (values) => values[below(values.length)],
    // An identifier from 1 to `count`; a power above 1 asks for some more often than for others.
    identifier: (count, power) => 1 + Math.floor(Math.pow(random(), power) * count),
    // A key of `weights`, as often as its weight says.
    weighted: (weights) => {
      const names = Object.keys(weights);
      let left = random() * names.reduce((sum, name) => sum + weights[name], 0);
      return names.find((name) => (left -= weights[name]) < 0);
    },
  };
}
