import 'graphiql/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './fonts.css';
import './page.css';

import { createRoot } from 'react-dom/client';
import queries from '../../docs/queries.md?raw';
import { App } from './App';
import { fillPlaceholders, parseRecipes } from './recipes';
import { loadSettings } from './settings';
import { pageStorage } from './storage';
import { createTokenStore } from './token';

const root = document.getElementById('root');
if (root) {
  const settings = await loadSettings();
  const tabs = parseRecipes(queries).map(({ query, variables = '' }) => ({
    query,
    variables: fillPlaceholders(variables, settings.variables),
  }));
  createRoot(root).render(
    <App
      settings={settings}
      tabs={tabs}
      tokens={createTokenStore(sessionStorage, settings.token)}
      storage={pageStorage(sessionStorage, localStorage)}
    />,
  );
}
