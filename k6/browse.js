// Browsing, by 50 users for 2.5 minutes: k6 run -e BASE_URL=http://HOST:8002 k6/browse.js
import { options as optionsOf } from './lib/options.js';
import { endIteration } from './lib/samples.js';
import { browse as iteration, requests } from './scenarios/browse.js';

export const options = optionsOf({ browse: { requests, share: 1 } });

export function browse() {
  iteration();
  endIteration();
}
