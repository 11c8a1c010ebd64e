// Searching, by 50 users for 2.5 minutes: k6 run -e BASE_URL=http://HOST:8002 k6/search.js
import { options as optionsOf } from './lib/options.js';
import { endIteration } from './lib/samples.js';
import { search as iteration, requests } from './scenarios/search.js';

export const options = optionsOf({ search: { requests, share: 1 } });

export function search() {
  iteration();
  endIteration();
}
