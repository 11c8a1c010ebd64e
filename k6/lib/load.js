// The harness' options file: read once per VU, while k6 still lets a script open files.
export const load = JSON.parse(open(__ENV.LOAD));
