// The harness makes tables and charts; k6 only hands over its figures, whole.
import { load } from './lib/load.js';

export function handleSummary(data) {
  return { [load.summary]: JSON.stringify(data) };
}
