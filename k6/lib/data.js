// Values drawn from the data set (harness/run/terms.sql), held once for all VUs: thousands of terms,
// for with few of them a cache would answer every search.
import { SharedArray } from 'k6/data';
import { load } from './load.js';

function shared(name, of) {
  return new SharedArray(name, () => of(JSON.parse(open(load.data))));
}

export const cities = shared('cities', (data) => data.cities);
export const companies = shared('companies', (data) => data.companies);
export const countries = shared('countries', (data) => data.countries);
export const birthDates = shared('birth dates', (data) => data.birth_dates);
export const balances = shared('balances', (data) => data.balances);

export const terms = {};
for (const kind of Object.keys(load.terms)) {
  terms[kind] = shared(`${kind} terms`, (data) => data.terms[kind]);
}
