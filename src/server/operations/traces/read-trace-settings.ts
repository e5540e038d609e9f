import { MlaError } from '../../../errors/error.ts';

/** Where traces go, and how they are marked. */
export interface TraceSettings {
  /** Of an OTLP receiver that takes JSON over HTTP. */
  readonly url: string;
  /** With the login of the receiver: secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
}

/**
 * The variables of OpenTelemetry (specification, "OpenTelemetry Protocol Exporter"); undefined where no receiver is named,
 * or traces are switched off. Throws `cli.badValue`.
 */
export function readTraceSettings(environment: Variables): TraceSettings | undefined {
  const url = readAddress(environment);
  if (url === undefined || environment.OTEL_SDK_DISABLED === 'true' || environment.OTEL_TRACES_EXPORTER === 'none')
    return undefined;
  const { value: protocol, flag } = ofTraces(environment, 'PROTOCOL');
  if (protocol === 'grpc') throw refuse(flag, protocol, 'http/json: gRPC is not supported', 'http/json');
  return {
    url: url.href,
    headers: readHeaders(ofTraces(environment, 'HEADERS')),
    serviceName: environment.OTEL_SERVICE_NAME || 'mlanywhere',
  };
}

type Variables = Readonly<Record<string, string | undefined>>;

/** A variable of the exporter: the one for traces alone counts before the general one. */
interface Variable {
  readonly flag: string;
  readonly value: string;
}

function ofTraces(environment: Variables, name: string): Variable {
  const flag = `OTEL_EXPORTER_OTLP_TRACES_${name}`;
  const own = environment[flag];
  if (own) return { flag, value: own };
  const general = `OTEL_EXPORTER_OTLP_${name}`;
  return { flag: general, value: environment[general] ?? '' };
}

function readAddress(environment: Variables): URL | undefined {
  const { flag, value } = ofTraces(environment, 'ENDPOINT');
  if (value === '') return undefined;
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw refuse(flag, value, 'an http or https address', 'http://localhost:4318');
  // The general address is the one of all signals.
  if (flag === 'OTEL_EXPORTER_OTLP_ENDPOINT') url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url;
}

/** `name=value,name=value`, values percent-encoded. */
function readHeaders({ flag, value }: Variable): Record<string, string> {
  const pairs = value.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const name = pair.slice(0, Math.max(at, 0)).trim();
      // The value may be a login, so it is not repeated.
      if (!/^[\w-]+$/.test(name)) throw refuse(flag, '(not shown)', 'name=value, separated by commas', 'x-token=abc');
      return [name, decodeURIComponent(pair.slice(at + 1).trim())];
    }),
  );
}

function refuse(flag: string, value: string, expected: string, example: string): MlaError {
  return new MlaError('cli.badValue', { value, flag, expected, example: `${flag}=${example}` });
}
