// k6's options: the executor of a model, thresholds that a right service passes, tags by request.
import { settings } from './settings.js';

const PER_MINUTE = 60; // k6 takes whole rates only
const WAITING = 8; // times the users: an arrival that finds nobody free is dropped, and its wait with it

function perMinute(rate) {
  return Math.max(1, Math.round(rate * PER_MINUTE));
}

// Whoever waits for an answer when the time is up gets it: cut off, the slowest would not count.
// An open model's iterations are completed: a service that falls behind would be asked for less.
function patience() {
  const answers = settings.model === 'open' ? settings.pages : 1;
  return { gracefulStop: `${answers * settings.timeout + 1}s` };
}

function stages() {
  const all = [];
  for (let step = 0; step < settings.steps; step += 1) {
    const target = perMinute(settings.start * 2 ** step);
    all.push({ target, duration: '0s' }, { target, duration: `${settings.step}s` });
  }
  return all;
}

function executor(users, share) {
  const duration = `${settings.duration}s`;
  const arrivals = { timeUnit: '1m', preAllocatedVUs: users };
  switch (settings.model) {
    case 'closed':
      return { executor: 'constant-vus', vus: users, duration };
    case 'open':
      if (!settings.rate) throw new Error('RATE is missing: add -e RATE=10 for 10 iterations per second');
      return {
        executor: 'constant-arrival-rate',
        rate: perMinute(settings.rate * share),
        duration,
        ...arrivals,
        preAllocatedVUs: users * WAITING,
      };
    case 'ramp':
      return {
        executor: 'ramping-arrival-rate',
        startRate: perMinute(settings.start),
        stages: stages(),
        ...arrivals,
      };
    default:
      throw new Error(`MODEL is ${settings.model}: closed, open or ramp`);
  }
}

// Options for scenarios by name: which of their requests k6 tells apart, and their share of users.
export function options(scenarios) {
  const all = Object.values(scenarios).reduce((sum, { share }) => sum + share, 0);
  const made = {};
  const thresholds = { checks: ['rate>0.99'], http_req_failed: ['rate<0.01'] };
  for (const [name, { requests, share }] of Object.entries(scenarios)) {
    const users = Math.max(1, Math.round((settings.users * share) / all));
    made[name] = { exec: name, ...executor(users, share / all), ...patience() };
    for (const request of requests) {
      // shows these requests apart in the summary
      thresholds[`http_req_duration{name:${request}}`] = [`max<=${settings.timeout * 1000}`];
    }
  }
  return {
    scenarios: made,
    thresholds,
    summaryTrendStats: ['avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'],
    systemTags: ['name', 'status', 'error_code', 'scenario'],
  };
}
