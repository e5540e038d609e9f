import { randomBytes } from 'node:crypto';

/** A form with one file, as the API takes the definition of a pipeline. Source: RFC 7578. */
export function uploadContent(definition: string): { readonly type: string; readonly body: string } {
  const boundary = `mlanywhere-${randomBytes(16).toString('hex')}`;
  const lines = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="uploadfile"; filename="pipeline.yaml"',
    'Content-Type: application/yaml',
    '',
    definition,
    `--${boundary}--`,
    '',
  ];
  return { type: `multipart/form-data; boundary=${boundary}`, body: lines.join('\r\n') };
}
