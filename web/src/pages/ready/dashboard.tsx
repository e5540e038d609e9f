import { CodePanel } from '../../parts/code-panel.tsx';
import { readyWords } from '../../words/ready-words.ts';

const words = readyWords.dashboard;

interface DashboardProps {
  readonly name: string;
  readonly expose: 'clusterIP' | 'loadBalancer';
  readonly simulated: boolean;
}

/** How the dashboard is reached, and what is not sure about it. */
export function Dashboard({ name, expose, simulated }: DashboardProps) {
  const gateway = '--namespace istio-system service/istio-ingressgateway';
  return (
    <section className="mla-card mla-stack-tight" aria-labelledby="dashboard">
      <h2 id="dashboard" className="mla-heading">
        {words.title}
      </h2>
      {simulated && <p className="mla-simulated">{words.simulated}</p>}
      <p className="mla-soft">{expose === 'loadBalancer' ? words.bodyLoadBalancer : words.body}</p>
      <p className="mla-small">{expose === 'loadBalancer' ? words.address : words.byHand}</p>
      <CodePanel
        label={expose === 'loadBalancer' ? words.address : words.byHand}
        wrap
        text={expose === 'loadBalancer' ? `kubectl --kubeconfig ${name}.kubeconfig get --namespace istio-system service istio-ingressgateway` : `kubectl --kubeconfig ${name}.kubeconfig port-forward ${gateway} 8080:80`}
      />
      <p className="mla-soft mla-small">{words.honest}</p>
    </section>
  );
}
