// One scenario against one service. Everything that may vary stands in the file named by LOAD,
// which the harness writes (harness.run.k6): this program has no tunable of its own.
import { load } from './lib/load.js';
import { endIteration } from './lib/samples.js';
import { browse } from './scenarios/browse.js';
import { crud } from './scenarios/crud.js';
import { search } from './scenarios/search.js';

const iteration = { browse, search, crud }[load.scenario];

export const options = load.k6;

export default function () {
  iteration();
  endIteration();
}

export { handleSummary } from './summary.js';
