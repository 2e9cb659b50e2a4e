import { ChevronDownIcon, DropdownMenu, VisuallyHidden } from '@graphiql/react';
import { useState } from 'react';
import logo from './favicon.svg';
import type { Persona } from './settings';

interface Props {
  readonly personas: readonly Persona[];
  readonly token: string;
  /** Whether the gateway answered this token with 401. */
  readonly refused: boolean;
  readonly onToken: (token: string) => void;
}

export function TopBar({ personas, token, refused, onToken }: Props) {
  const persona = personas.find(candidate => candidate.token === token);
  return (
    <header className="graphiql-container top-bar">
      <img src={logo} alt="" width="28" height="28" />
      <h1>Journey Gateway</h1>
      <Status persona={persona} choice={personas.length > 0} token={token} refused={refused} />
      {personas.length > 0 && <PersonaMenu personas={personas} current={persona} onToken={onToken} />}
      <TokenField token={token} invalid={token === '' || refused} onToken={onToken} />
    </header>
  );
}

interface StatusProps extends Pick<Props, 'token' | 'refused'> {
  readonly persona: Persona | undefined;
  readonly choice: boolean;
}

function Status({ persona, choice, token, refused }: StatusProps) {
  const problem =
    token === ''
      ? `Enter a bearer token${choice ? ' or choose a persona' : ''}. Requests need a token.`
      : refused
        ? 'The gateway refused this token (HTTP 401): it is invalid or has expired.'
        : undefined;
  return (
    <p id="token-status" role="status" className={problem === undefined ? undefined : 'problem'}>
      {problem ?? persona?.about}
    </p>
  );
}

interface PersonaMenuProps extends Pick<Props, 'personas' | 'onToken'> {
  readonly current: Persona | undefined;
}

function PersonaMenu({ personas, current, onToken }: PersonaMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenu.Button className="persona-button">
        {current && <VisuallyHidden>Persona: </VisuallyHidden>}
        {current?.name ?? 'Choose a persona'}
        <ChevronDownIcon aria-hidden="true" />
      </DropdownMenu.Button>
      <DropdownMenu.Content align="end" className="persona-menu">
        {personas.map(persona => (
          <DropdownMenu.Item key={persona.name} onSelect={() => onToken(persona.token)}>
            <strong>{persona.name}</strong>
            <span>{persona.about}</span>
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}

interface TokenFieldProps extends Pick<Props, 'token' | 'onToken'> {
  readonly invalid: boolean;
}

/** Not a password input, because browsers offer to store passwords. The style sheet hides the text instead. */
function TokenField({ token, invalid, onToken }: TokenFieldProps) {
  const [revealed, setRevealed] = useState(false);
  return (
    <div className="token-field">
      <label htmlFor="token">Bearer token</label>
      <input
        id="token"
        className={revealed ? undefined : 'hidden-text'}
        value={token}
        onChange={event => onToken(event.target.value)}
        placeholder="none"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={invalid}
        aria-describedby="token-status"
      />
      <button type="button" aria-pressed={revealed} aria-controls="token" onClick={() => setRevealed(!revealed)}>
        {revealed ? 'Hide' : 'Show'}
      </button>
    </div>
  );
}
