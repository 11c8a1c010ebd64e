// Reading and writing single customers, by 50 users for 2.5 minutes:
// k6 run -e BASE_URL=http://HOST:8002 -e API_TOKEN=TOKEN k6/crud.js
import { options as optionsOf } from './lib/options.js';
import { endIteration } from './lib/samples.js';
import { crud as iteration, requests, setup } from './scenarios/crud.js';

export const options = optionsOf({ crud: { requests, share: 1 } });

export function crud(highest) {
  iteration(highest);
  endIteration();
}

export { setup };
