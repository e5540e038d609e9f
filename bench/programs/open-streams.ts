/**
 * Holds many event streams of one run open, all in this process. Arguments: URL, token, run, how many, seconds. Prints one
 * line of JSON: how many were open until the end, and how many events came.
 */
const [url = '', token = '', runId = '', count = '', seconds = ''] = process.argv.slice(2);
const end = AbortSignal.timeout(Number(seconds) * 1000);
let events = 0;

/** True when it was open until the end. */
async function read(): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/runs/${runId}/stream?after=0`, {
      headers: { authorization: `Bearer ${token}` },
      signal: end,
    });
    if (response.body === null || response.status !== 200) return false;
    for await (const text of response.body.pipeThrough(new TextDecoderStream()))
      events += text.split('data: {"id"').length - 1;
    return false;
  } catch {
    return end.aborted;
  }
}

const open = await Promise.all(Array.from({ length: Number(count) }, read));
process.stdout.write(`${JSON.stringify({ open: open.filter(Boolean).length, events })}\n`);
