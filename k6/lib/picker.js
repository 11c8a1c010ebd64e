// A seeded picker: iteration N of a phase asks every service the same, and no other phase does.
import exec from 'k6/execution';
import { settings } from './settings.js';

// A phase has 2^24 iterations. The stride is odd, so no two of 256 phases begin at the same state,
// and chosen so that within 16 draws no iteration below 1,000,000 meets another's states.
const STRIDE = 0x52cd2893;

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

// The number of the iteration among those of all phases.
export function position() {
  return ((settings.phase << 24) | exec.scenario.iterationInTest) >>> 0;
}

export function pick() {
  const random = splitmix32(settings.seed + Math.imul(position(), STRIDE));
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
