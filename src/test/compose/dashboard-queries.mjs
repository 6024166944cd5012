// Asks a Prometheus every query of a Grafana dashboard, again until each has an answer with a value in it.
//   node dashboard-queries.mjs DASHBOARD PROMETHEUS SECONDS
// Ends with 1 and names the queries that have none by then; one that Prometheus cannot read ends it at once.
import { readFileSync } from 'node:fs';

const [dashboard, prometheus, seconds] = process.argv.slice(2);

function* panelsOf({ panels = [] }) {
  for (const panel of panels) {
    yield panel;
    yield* panelsOf(panel);
  }
}

const queries = [...panelsOf(JSON.parse(readFileSync(dashboard, 'utf8')))]
  .flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })))
  .map(({ title, expr }) => ({ title, query: expr.replaceAll('$__rate_interval', '1m') }));

async function answers({ query }) {
  const response = await fetch(`${prometheus}/query?${new URLSearchParams({ query })}`);
  const { status, error, data } = await response.json();
  if (status !== 'success') {
    throw new Error(`${query}: ${error}`);
  }
  return data.result.length > 0;
}

let open = queries;
if (open.length === 0) {
  throw new Error(`${dashboard} has no queries`);
}
for (const end = Date.now() + 1000 * seconds; open.length > 0 && Date.now() < end; ) {
  const answered = await Promise.all(open.map(answers));
  open = open.filter((_, index) => !answered[index]);
  await new Promise((later) => setTimeout(later, 1000));
}
for (const { title, query } of open) {
  console.log(`no answer: ${title}: ${query}`);
}
console.log(`${queries.length - open.length} of ${queries.length} queries have an answer`);
process.exit(open.length === 0 ? 0 : 1);
