import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { GraphiQL, type GraphiQLProps } from 'graphiql';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { createFetcher } from './fetcher';
import type { Settings } from './settings';
import type { TokenStore } from './token';
import { TopBar } from './TopBar';

type Props = Required<Pick<GraphiQLProps, 'storage'>> & {
  readonly settings: Settings;
  readonly tabs: NonNullable<GraphiQLProps['defaultTabs']>;
  readonly tokens: TokenStore;
};

export function App({ settings, tabs, tokens, storage }: Props) {
  const token = useSyncExternalStore(tokens.subscribe, tokens.get);
  const [refused, setRefused] = useState<string>();
  const settled = useSettled(token);

  // Requests read the token as it is; a new fetcher, which makes GraphiQL introspect again, waits for it to settle.
  const fetcher = useMemo(() => {
    const onAnswer = (status: number, sent: string) =>
      setRefused(known => (status === 401 ? sent : known === sent ? undefined : known));
    return createFetcher({ endpoint: settings.endpoint, token: tokens.get, onAnswer });
  }, [settings.endpoint, tokens, settled]);

  return (
    <>
      <TopBar personas={settings.personas} token={token} refused={refused === token} onToken={tokens.set} />
      <GraphiQL
        fetcher={fetcher}
        storage={storage}
        defaultTabs={tabs}
        defaultEditorToolsVisibility="variables"
        showPersistHeadersSettings={false}
      >
        <GraphiQL.Logo>{null}</GraphiQL.Logo>
        <FirstTab />
      </GraphiQL>
    </>
  );
}

/** GraphiQL fills its editors from a tab when it is chosen, but leaves out the one that is open at the start. */
function FirstTab() {
  const { changeTab } = useGraphiQLActions();
  const activeTabIndex = useGraphiQL(state => state.activeTabIndex);
  const ready = useGraphiQL(state => Boolean(state.queryEditor && state.variableEditor));
  useEffect(() => {
    if (ready) changeTab(activeTabIndex);
    // Once, when the editors are there: afterwards GraphiQL does it itself.
  }, [ready]);
  return null;
}

/** The value once it has not changed for a moment, so that typing is not taken for an answer. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(setSettled, 300, value);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
