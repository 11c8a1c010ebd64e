// Somebody looks through the customers: an ordering, perhaps a filter, some pages by `next`.
import { expect, page } from '../lib/answers.js';
import { customers, get } from '../lib/client.js';
import { balances, birthDates, cities, companies, countries } from '../lib/data.js';
import { pick } from '../lib/picker.js';
import { over } from '../lib/samples.js';
import { settings } from '../lib/settings.js';

const ORDERINGS = ['id', '-id', 'last_name', '-birth_date', '-balance', '-created_at'];

// Each draws a value from the data and gives the query and what every row must then satisfy.
const FILTERS = {
  none: () => ['', () => true],
  active: () => ['&is_active=true', (row) => row.is_active],
  city: (draw) => {
    const id = draw.one(cities);
    return [`&city=${id}`, (row) => row.city.id === id];
  },
  company: (draw) => {
    const id = draw.one(companies);
    return [`&company=${id}`, (row) => row.company.id === id];
  },
  country: (draw) => {
    const country = draw.one(countries);
    return [`&country=${encodeURIComponent(country)}`, (row) => row.city.country === country];
  },
  born: (draw) => {
    const date = draw.one(birthDates);
    return [`&birth_date_after=${date}`, (row) => row.birth_date >= date];
  },
  balance: (draw) => {
    const least = draw.one(balances);
    return [`&balance_min=${least}`, (row) => Number(row.balance) >= Number(least)];
  },
};

// Every key in order, also after `last`, the page before's last row; returns this page's last.
function expectOrder(keys, ids, last, ordering) {
  const value = ordering.endsWith('balance') ? Number : (key) => key;
  const falls = ordering.startsWith('-') ? (a, b) => b > a : (a, b) => b < a;
  let before = last;
  for (let at = 0; at < keys.length; at += 1) {
    const key = value(keys[at]);
    if (before) {
      expect(ids[at] !== before.id, () => `customer ${ids[at]} comes twice`);
      expect(!falls(before.key, key), () => `customer ${ids[at]} is out of order`);
    }
    before = { id: ids[at], key };
  }
  return before;
}

// Reads one page after the other: the ordering must hold from page to page, too.
function pageReader(draw, ordering, passes) {
  const column = ordering.replace('-', '');
  const wanted = { size: settings.page_size, column, base: customers, draw };
  let last = null;
  return (response) => {
    const { next, ids, keys, row } = page(response, wanted);
    if (row) expect(passes(row), () => `customer ${row.id} does not pass the filter`);
    last = expectOrder(keys, ids, last, ordering);
    return next;
  };
}

export const requests = ['first page', 'next page'];

export function browse() {
  const draw = pick();
  const ordering = draw.one(ORDERINGS);
  const [filter, passes] = FILTERS[draw.weighted(settings.filters)](draw);
  const read = pageReader(draw, ordering, passes);
  let url = `${customers}?page_size=${settings.page_size}&ordering=${ordering}${filter}`;
  for (let number = 1; url && number <= settings.pages && !over(); number += 1) {
    url = get(number === 1 ? 'first page' : 'next page', url, read);
  }
}
