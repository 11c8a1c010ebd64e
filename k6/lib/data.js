// Values drawn from the data set, held once for all VUs: thousands of terms, for with few of them
// a cache would answer every search.
import { SharedArray } from 'k6/data';
import { settings } from './settings.js';

const file = __ENV.DATA || import.meta.resolve('../data/customers.json');

function shared(name, of) {
  return new SharedArray(name, () => of(JSON.parse(open(file))));
}

export const cities = shared('cities', (data) => data.cities);
export const companies = shared('companies', (data) => data.companies);
export const countries = shared('countries', (data) => data.countries);
export const birthDates = shared('birth dates', (data) => data.birth_dates);
export const balances = shared('balances', (data) => data.balances);

export const terms = {};
for (const kind of Object.keys(settings.terms)) {
  terms[kind] = shared(`${kind} terms`, (data) => data.terms[kind]);
}
