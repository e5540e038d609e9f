/**
 * Readers of one run's event stream, all in this process. Arguments: URL, token,
 * run, how many. Prints one line of JSON: what each got, and how late.
 */
const [url = '', token = '', runId = '', count = ''] = process.argv.slice(2);

interface Reading {
  readonly events: number;
  /** Events missed or doubled. */
  readonly wrong: number;
}

/** Milliseconds from telling to reading, of each event that was told while the stream was open. */
const delays: number[] = [];

async function readAll(): Promise<Reading> {
  const response = await fetch(`${url}/api/runs/${runId}/stream?after=0`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (response.body === null || response.status !== 200)
    throw new Error(`the stream answered ${String(response.status)}`);
  let [rest, events, wrong, last] = ['', 0, 0, 0];
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const now = Date.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {"id"')) continue;
      const { id, time, type } = JSON.parse(line.slice('data: '.length)) as { id: number; time: string; type: string };
      events += 1;
      if (id !== last + 1) wrong += 1;
      last = id;
      if (type === 'log') delays.push(now - Date.parse(time));
    }
  }
  return { events, wrong };
}

const readings = await Promise.all(Array.from({ length: Number(count) }, readAll));
delays.sort((one, other) => one - other);
const at = (share: number): number =>
  delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? Number.NaN;
process.stdout.write(`${JSON.stringify({ readings, median: at(0.5), p99: at(0.99), worst: at(1) })}\n`);
