import { Switch } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useFormContext, useWatch } from 'react-hook-form';
import { installationSchema, type InstallationInput } from '../../../../src/installation/installation.ts';
import { call } from '../../api/api.ts';
import { PodPartFields } from './pod-parts.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { clusterWords } from '../../words/cluster-words.ts';
import { Section } from '../../ui/fields/section.tsx';

/** The cluster's way out, with the whole list of what goes around it. `nodes`: the platform sets it on nodes too, not only on pods. */
export function ProxyFields({ nodes }: { readonly nodes: boolean }) {
  const { control, setValue } = useFormContext<InstallationInput>();
  const proxy = useWatch({ control, name: 'spec.proxy' });
  return (
    <Section {...(nodes ? clusterWords.proxy : clusterWords.podProxy)}>
      <Switch
        id="proxy-on"
        label={nodes ? clusterWords.proxySwitch : clusterWords.podProxySwitch}
        isChecked={proxy !== undefined}
        onChange={(_, on) => setValue('spec.proxy', on ? { noProxy: [] } : undefined, { shouldDirty: true })}
      />
      {proxy !== undefined && (
        <>
          <div className="mla-columns">
            <TextField
              path="spec.proxy.http"
              label={clusterWords.proxyHttp.label}
              hint={clusterWords.proxyHttp.hint}
              inputMode="url"
              leaveOut
            />
            <TextField
              path="spec.proxy.https"
              label={clusterWords.proxyHttps.label}
              hint={clusterWords.proxyHttps.hint}
              inputMode="url"
              leaveOut
            />
          </div>
          <TextField
            path="spec.proxy.noProxy"
            label={clusterWords.noProxy.label}
            hint={clusterWords.noProxy.hint}
            lines
          />
          <PodPartFields required={!nodes} />
          <WholeNoProxyList />
        </>
      )}
    </Section>
  );
}

/** What nodes and pods reach without the proxy, with the reason for each entry. */
function WholeNoProxyList() {
  const { control } = useFormContext<InstallationInput>();
  const draft = useWatch({ control }) as InstallationInput;
  const read = installationSchema.safeParse(draft);
  const { data } = useQuery({
    queryKey: ['no-proxy', read.data],
    queryFn: ({ signal }) => call('listNoProxy', { body: read.data ?? ({} as never), signal }),
    retry: false,
    staleTime: 30_000,
    enabled: read.success,
    placeholderData: (before) => before,
  });
  return (
    <div className="mla-no-proxy" role="status">
      <p className="mla-legend">{clusterWords.noProxyFull}</p>
      {data !== undefined && read.success ? (
        <>
          {data.entries.length > 0 && <Entries entries={data.entries} />}
          {data.pods.length > 0 && (
            <details>
              <summary>{clusterWords.noProxyPods(data.pods.length)}</summary>
              <Entries entries={data.pods} />
            </details>
          )}
        </>
      ) : (
        <p className="mla-soft mla-small">{clusterWords.noProxyFullPending}</p>
      )}
    </div>
  );
}

function Entries({ entries }: { readonly entries: readonly { readonly entry: string; readonly reason: string }[] }) {
  return (
    <ul>
      {entries.map(({ entry, reason }) => (
        <li key={entry}>
          <span className="mla-mono">{entry}</span> <span className="mla-soft mla-small">{reason}</span>
        </li>
      ))}
    </ul>
  );
}
