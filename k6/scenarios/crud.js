// Somebody opens customers one by one and now and then adds one, corrects it, takes it away again:
// what a user wrote is gone when the iteration ends, so the data does not drift.
import { customer, expect } from '../lib/answers.js';
import { customers, get, highestId, missing, patch, post, remove } from '../lib/client.js';
import { birthDates, cities, companies } from '../lib/data.js';
import { pick, position } from '../lib/picker.js';
import { requireToken, settings } from '../lib/settings.js';

requireToken();

// A cycle below is three writes and three reads; this share of cycles makes `settings.writes` of all
// requests writes: 3c / (6c + 1 - c) = w.
const CYCLES = settings.writes / (3 - 5 * settings.writes);

function read(draw, highest) {
  const id = draw.identifier(highest, settings.skew);
  get('detail', `${customers}/${id}`, (response) => customer(response, { id }));
}

// Unique among the iterations of all phases. The data set's own numbers are scattered over twelve
// digits: one of 3 million is equal with a probability of one in 300,000.
function newcomer(draw) {
  const number = String(position()).padStart(10, '0');
  return {
    first_name: 'Ada',
    last_name: 'Benchmark',
    email: `ada.${number}@bench.invalid`,
    phone: `+99${number}`,
    national_id: `99${number}`,
    birth_date: draw.one(birthDates),
    is_active: true,
    balance: '10.00',
    city_id: draw.one(cities),
    company_id: draw.one(companies),
  };
}

function reader({ city_id: city, company_id: company, ...written }) {
  return (response) => {
    const row = customer(response, written);
    expect(row.city.id === city, () => `city is ${row.city.id}, not ${city}`);
    expect(row.company.id === company, () => `company is ${row.company.id}, not ${company}`);
    return row;
  };
}

function write(draw) {
  const values = newcomer(draw);
  const created = post('create', customers, values, reader(values));
  if (!created) return;
  const url = `${customers}/${created.id}`;
  get('read back', url, reader(values));
  const change = { balance: '-20.50', is_active: false };
  const changed = reader({ ...values, ...change });
  patch('update', url, change, changed);
  get('read back', url, changed);
  remove('delete', url);
  missing('read deleted', url);
}

export const requests = ['detail', 'create', 'update', 'delete', 'read back', 'read deleted'];

// Before the load begins: the highest id, of which crud draws.
export function setup() {
  return settings.customers || highestId();
}

export function crud(highest) {
  const draw = pick();
  if (draw.chance(CYCLES)) write(draw);
  else read(draw, highest);
}
