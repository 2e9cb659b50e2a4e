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

  // Requests use the current token. A new fetcher makes GraphiQL introspect again, so it waits until the token is stable.
  const fetcher = useMemo(() => {
    const onResponse = (status: number, sent: string) =>
      setRefused(known => (status === 401 ? sent : known === sent ? undefined : known));
    return createFetcher({ endpoint: settings.endpoint, token: tokens.get, onResponse });
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

/** GraphiQL fills its editors when a tab is selected, but not for the tab that is open at the start. */
function FirstTab() {
  const { changeTab } = useGraphiQLActions();
  const activeTabIndex = useGraphiQL(state => state.activeTabIndex);
  const ready = useGraphiQL(state => Boolean(state.queryEditor && state.variableEditor));
  useEffect(() => {
    if (ready) changeTab(activeTabIndex);
    // Only once, when the editors exist. Later GraphiQL does it.
  }, [ready]);
  return null;
}

/** The value after 300 ms without a change, so that a partly typed token causes no requests. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(setSettled, 300, value);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
