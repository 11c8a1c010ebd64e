// Reading answers: each function returns what was asked for or throws what is wrong with it.
//
// k6 shares the CPU with what it measures: JSON.parse of a page of 20 customers takes it 540 µs,
// twice what the request itself takes. k6's own reader (gjson) fetches two columns in 40 µs, and
// throws on what is not JSON. So of every page all keys are looked at, and one row whole: a fault in
// one row of twenty shows within a second.

export function expect(holds, reason) {
  if (!holds) throw new Error(reason());
}

const MONEY = /^-?\d+\.\d\d$/;

function expectCustomer(row) {
  expect(Number.isInteger(row.id) && row.id > 0, () => `id is ${row.id}`);
  expect(MONEY.test(row.balance), () => `balance of ${row.id} is ${row.balance}`);
  expect(row.city && row.city.country, () => `customer ${row.id} has no city`);
  expect(row.company && row.company.name, () => `customer ${row.id} has no company`);
}

// A whole customer whose fields are those of `expected`.
export function customer(response, expected) {
  const row = response.json();
  expectCustomer(row);
  for (const field of Object.keys(expected)) {
    expect(row[field] === expected[field], () => `${field}: ${row[field]}, not ${expected[field]}`);
  }
  return row;
}

// A page of at most `size` customers: {next, ids, keys, row}, with `keys` the values of `column`
// in every row, and `row` one of them whole (null on an empty page), drawn by `draw`.
export function page(response, { size, column, base, draw }) {
  const answer = response.json(`[next,results.#.id,results.#.${column}]`);
  expect(answer.length === 3, () => 'no list with a next');
  const [next, ids, keys] = answer;
  expect(ids.length <= size, () => `${ids.length} rows on a page of ${size}`);
  expect(ids.length === keys.length, () => `a row without ${column}`);
  if (next !== null) {
    expect(next.startsWith(base), () => `next leads elsewhere: ${next}`);
    expect(ids.length === size, () => `a next after ${ids.length} of ${size} rows`);
  }
  const row = ids.length ? response.json(`results.${draw.below(ids.length)}`) : null;
  if (row) expectCustomer(row);
  return { next, ids, keys, row };
}
