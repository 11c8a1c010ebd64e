// All three scenarios at once, by 50 users for 2.5 minutes:
// k6 run -e BASE_URL=http://HOST:8002 -e API_TOKEN=TOKEN k6/load_test.js
import { options as optionsOf } from './lib/options.js';
import { browse, requests as browsing } from './scenarios/browse.js';
import { crud, requests as writing, setup } from './scenarios/crud.js';
import { requests as searching, search } from './scenarios/search.js';

export const options = optionsOf({
  browse: { requests: browsing, share: 4 },
  search: { requests: searching, share: 3 },
  crud: { requests: writing, share: 3 },
});

export { browse, crud, search, setup };
