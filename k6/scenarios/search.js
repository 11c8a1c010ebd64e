// Somebody looks for a customer by words or numbers that the harness took from the data itself.
import { expect, page } from '../lib/answers.js';
import { customers, get } from '../lib/client.js';
import { terms } from '../lib/data.js';
import { pick } from '../lib/picker.js';
import { settings } from '../lib/settings.js';

function holdsNumber(row, number) {
  const begins = row.national_id.startsWith(number) || row.phone.startsWith(`+${number}`);
  return begins || row.id === Number(number); // as a number: 00000724 finds customer 724
}

function holdsWord(row, word) {
  const fields = [row.first_name, row.last_name, row.email, row.city.name, row.company.name];
  return fields.some((field) => field.toLowerCase().includes(word));
}

function holds(row, term) {
  const part = term.toLowerCase();
  return /^\d+$/.test(part) ? holdsNumber(row, part) : holdsWord(row, part);
}

export const requests = Object.keys(settings.terms).map((kind) => `search ${kind}`);

export function search() {
  const draw = pick();
  const kind = draw.weighted(settings.terms);
  const words = draw.one(terms[kind]);
  const query = `page_size=${settings.page_size}&search=${encodeURIComponent(words)}`;
  get(`search ${kind}`, `${customers}?${query}`, (response) => {
    const wanted = { size: settings.page_size, column: 'id', base: customers, draw };
    const { ids, row } = page(response, wanted);
    expect(ids.length > 0 === (kind !== 'nowhere'), () => `${ids.length} rows for "${words}"`);
    for (const term of row ? words.split(' ') : []) {
      expect(holds(row, term), () => `customer ${row.id} does not hold "${term}"`);
    }
  });
}
