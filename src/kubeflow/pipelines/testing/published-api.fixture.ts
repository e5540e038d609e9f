import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findDemoPython } from '../../../../scripts/setup/demo-python.mjs';

/** What the generated client of Kubeflow Pipelines says about its API: PyPI's `kfp-server-api`, of the release's version. */
export interface PublishedApi {
  /** Fields by message, with Python's names of their types. */
  readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly enumerations: Readonly<Record<string, readonly string[]>>;
  readonly operations: readonly {
    readonly method: string;
    readonly path: string;
    readonly query: readonly string[];
    readonly files: readonly string[];
  }[];
}

const program = `
import importlib, inspect, json, pkgutil, re, sys
import kfp_server_api as api
assert api.__version__ == sys.argv[1], api.__version__
messages, enumerations, operations = {}, {}, []
for name, model in inspect.getmembers(api, inspect.isclass):
    if not hasattr(model, "openapi_types"): continue
    values = getattr(model, "allowable_values", None)
    if values: enumerations[name] = values
    else: messages[name] = model.openapi_types
for name, service in inspect.getmembers(api, inspect.isclass):
    if not name.endswith("Api"): continue
    for method, function in inspect.getmembers(service, inspect.isfunction):
        if not method.endswith("_with_http_info"): continue
        source = inspect.getsource(function)
        path, verb = re.search(r"'(/apis/[^']*)', '([A-Z]+)'", source).groups()
        operations.append({"method": verb, "path": path,
            "query": re.findall(r"query_params.append\\(\\('(\\w+)'", source),
            "files": re.findall(r"local_var_files\\['(\\w+)'\\] =", source)})
json.dump({"messages": messages, "enumerations": enumerations, "operations": operations}, sys.stdout)
`;

/** Undefined where the Python of the demo's tests is not installed. Throws when it has another version. */
export async function readPublishedApi(version: string): Promise<PublishedApi | undefined> {
  const python = await findDemoPython();
  if (python === undefined) return undefined;
  const { stdout } = await promisify(execFile)(python, ['-c', program, version], { maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(stdout) as PublishedApi;
}
