// Requests as a client of the contract sends them; every answer is judged.
import { check } from 'k6';
import http from 'k6/http';
import { Counter } from 'k6/metrics';
import { count } from './samples.js';
import { settings } from './settings.js';

const REASONS_SHOWN = 3; // per VU: enough to see what is wrong, too few to fill a disk

const GIVEN_UP = 0.95; // of the timeout: services wait as long, and may be the first to give up

const failures = {
  timeout: new Counter('failed_timeout'),
  connection: new Counter('failed_connection'),
  status: new Counter('failed_status'),
  answer: new Counter('failed_answer'),
};
const writes = new Counter('writes');
const cache = { hit: new Counter('cache_hit'), miss: new Counter('cache_miss') };
let shown = 0;

// https://grafana.com/docs/k6/latest/javascript-api/error-codes/
function failureKind(response, status) {
  const late = response.timings.duration >= GIVEN_UP * settings.timeout * 1000;
  if (response.error_code === 1050 || (response.status === 503 && late)) return 'timeout';
  if (response.status === 0) return 'connection';
  return response.status === status ? '' : 'status';
}

// Judge what came back. `read` turns the response into what the caller wants of it and throws
// a Wrong where it is not what it should be; k6's own JSON reader throws, too.
function judge(response, { status, read }) {
  const kind = failureKind(response, status);
  if (kind) return { kind, reason: response.error || `status ${response.status}` };
  try {
    return { kind: '', answer: read ? read(response) : null };
  } catch (error) {
    return { kind: 'answer', reason: error.message };
  }
}

function report(name, url, reason) {
  if (shown >= REASONS_SHOWN) return;
  shown += 1;
  const problem = `${name} ${url}: ${reason}`;
  if (settings.histogram) console.log(JSON.stringify({ problem }));
  else console.warn(problem);
}

// Send a request and return what `expected.read` made of the answer, or null where it was wrong.
// `name` groups requests in the figures.
function send(method, name, url, expected, payload) {
  const parameters = {
    tags: { name },
    timeout: `${settings.timeout}s`,
    headers: {},
    responseCallback: http.expectedStatuses(expected.status),
  };
  if (payload) parameters.headers['Content-Type'] = 'application/json';
  if (method !== 'GET') {
    parameters.headers.Authorization = `Bearer ${settings.token}`;
    writes.add(1);
  }
  const body = payload ? JSON.stringify(payload) : null;
  const response = http.request(method, url, body, parameters);
  const { kind, reason, answer } = judge(response, expected);
  check(kind, { 'answer is right': (value) => value === '' });
  count(response.timings.duration, kind, response.headers['X-Cache']);
  const cached = cache[response.headers['X-Cache']];
  if (cached) cached.add(1);
  if (!kind) return answer;
  failures[kind].add(1);
  report(name, url, reason);
  return null;
}

export const customers = `${settings.base}/api/customers`;

// The highest id, as the service says; for a script that is not told.
export function highestId() {
  const answer = http.get(`${customers}?ordering=-id&page_size=1`, {
    tags: { name: 'highest id' },
    timeout: `${settings.timeout}s`,
  });
  if (answer.status !== 200) {
    throw new Error(`${customers} does not list customers: ${answer.error || answer.status}`);
  }
  return answer.json('results.0.id');
}

export const get = (name, url, read) => send('GET', name, url, { status: 200, read });
export const missing = (name, url) => send('GET', name, url, { status: 404 });
export const remove = (name, url) => send('DELETE', name, url, { status: 204 });
export const post = (name, url, payload, read) =>
  send('POST', name, url, { status: 201, read }, payload);
export const patch = (name, url, payload, read) =>
  send('PATCH', name, url, { status: 200, read }, payload);
