// Somebody opens customers one by one and now and then adds one, corrects it, takes it away again:
// what a user wrote is gone when the iteration ends, so the data does not drift.
import exec from 'k6/execution';
import { customer, expect } from '../lib/answers.js';
import { customers, get, missing, patch, post, remove } from '../lib/client.js';
import { birthDates, cities, companies } from '../lib/data.js';
import { load } from '../lib/load.js';
import { pick } from '../lib/picker.js';

// A cycle below is three writes and three reads; this share of cycles makes `load.writes` of all
// requests writes: 3c / (6c + 1 - c) = w.
const CYCLES = load.writes / (3 - 5 * load.writes);

function read(draw) {
  const id = draw.identifier(load.customers, load.skew);
  get('detail', `${customers}/${id}`, (response) => customer(response, { id }));
}

// Unique among the iterations of a measurement. The data set's own numbers are scattered over twelve
// digits: that one of them is equal is a matter of one in 300,000 at 3 million customers.
function newcomer(draw) {
  const number = exec.scenario.iterationInTest;
  return {
    first_name: 'Ada',
    last_name: 'Benchmark',
    email: `ada.${number}@bench.invalid`,
    phone: `+999${String(number).padStart(9, '0')}`,
    national_id: `999${String(number).padStart(9, '0')}`,
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

export function crud() {
  const draw = pick();
  if (draw.chance(CYCLES)) write(draw);
  else read(draw);
}
