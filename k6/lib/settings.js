// What a script takes from the environment (k6/README.md) and from data/load.json.

function number(name, otherwise) {
  const text = __ENV[name];
  if (text === undefined || text === '') return otherwise;
  if (Number.isNaN(Number(text))) throw new Error(`${name} is ${text}, not a number`);
  return Number(text);
}

function required(name, example) {
  if (!__ENV[name]) throw new Error(`${name} is missing: add -e ${name}=${example}`);
  return __ENV[name];
}

const load = {
  ...JSON.parse(open(import.meta.resolve('../data/load.json'))),
  ...JSON.parse(__ENV.LOAD || '{}'),
};

export const settings = {
  ...load,
  base: required('BASE_URL', 'http://HOST:8002').replace(/\/$/, ''),
  token: __ENV.API_TOKEN,
  model: __ENV.MODEL || 'closed',
  users: number('USERS', 50),
  duration: number('DURATION', 150),
  rate: number('RATE', null),
  start: number('START', 0.5),
  step: number('STEP', 5),
  steps: number('STEPS', 15),
  phase: number('PHASE', 0),
  customers: number('CUSTOMERS', null),
  timeout: number('TIMEOUT', 30),
  // Buckets per factor e of the latency histograms that a driver of k6 reads; none by hand.
  histogram: number('HISTOGRAM', null),
};

export function requireToken() {
  required('API_TOKEN', '$(cat /etc/django-bench/secrets/api_token)');
}
