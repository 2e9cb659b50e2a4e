/** The texts of the page. `{name}` is replaced by a value. */
const en = {
  title: 'Customer Journey',
  conversations: 'Conversations',
  conversationCount: 'Conversations: {count}',
  noConversations: 'No conversations',
  noConversationsHint: 'Calls and messages appear here as they arrive.',
  noneForClient: 'This token belongs to an OAuth client, which has no conversations of its own.',
  conversationsUnavailable: 'Your conversations cannot be shown.',
  conversationsLate: 'Your conversations are not available at the moment. Trying again …',
  conversationsOutdated: 'This list is not updated at the moment.',
  loadingConversations: 'Loading conversations',
  reconnecting: 'Connection lost. Reconnecting …',
  incoming: 'Incoming: {channel}, {customer}',
  unknownCustomer: 'Customer',
  interaction: 'Interaction',
  ringing: 'Ringing',
  dialing: 'Dialing',
  queued: 'In queue',
  connected: 'Connected',
  held: 'On hold',
  afterCallWork: 'After-call work',
  ended: 'Ended',
  unknown: 'In progress',
  inbound: 'inbound',
  outbound: 'outbound',
  openTab: 'Open Customer Journey',
  closeTab: 'Close Customer Journey',
  openSessions: '{count} open',
  notLinked: 'No journey to show',
  notLinkedHint: 'This interaction is not linked to a customer.',
  tabClosed: 'What happened before?',
  tabClosedHint: 'Customer Journey shows this customer’s earlier contacts and website visits.',
  selectTitle: 'No conversation selected',
  selectHint: 'Select a conversation to see the journey of its customer.',
  examples: 'Customers of the demo',
  persona: 'Persona',
  noPersona: 'Choose a persona',
  explorer: 'GraphiQL',
  signIn: 'Sign in',
  signOut: 'Sign out',
  signedOutTitle: 'Sign in to see customer journeys',
  signedOutHint: 'You sign in with your account of the contact center.',
  expiredTitle: 'Your session has ended',
  expiredHint: 'Sign in again. You return to the same place.',
  noLogin: 'Signing in is not set up. An administrator sets it up with the setting journey_tab.client_id.',
  signInFailedTitle: 'Signing in failed',
  'signInFailed.access_denied': 'The log-in was cancelled, or your account may not use this application.',
  'signInFailed.invalid_client':
    'The log-in host does not know this application. An administrator has to check journey_tab.client_id.',
  'signInFailed.unauthorized_client':
    'The OAuth client does not allow this kind of log-in. It needs the grant type “Code Authorization” with PKCE.',
  'signInFailed.invalid_grant': 'The log-in took too long or was already used. Try again.',
  'signInFailed.temporarily_unavailable': 'The log-in host is overloaded. Try again in a moment.',
  'signInFailed.other': 'The log-in host reported an error.',
  signInReport: 'Reported by the log-in host: {report}',
  'signInFailed.not-started-here': 'This log-in was not started in this browser tab, so it was not completed.',
  'signInFailed.unreachable': 'The log-in host cannot be reached.',
  'signInFailed.insecure': 'Signing in needs a page that was loaded over HTTPS.',
  tryAgain: 'Try again',
  deniedTitle: 'You may not use Customer Journey',
  deniedHint: 'Ask an administrator to add to one of your roles:',
  or: 'or',
  refusedTitle: 'The gateway refused your account',
  unavailableTitle: 'Customer Journey is not available',
  unavailableHint: 'The gateway cannot be reached.',
  rateLimited: 'Too many requests. Try again in {seconds} seconds.',
  loading: 'Loading',
} as const;

export type TextKey = keyof typeof en;

const de: Readonly<Record<TextKey, string>> = {
  title: 'Customer Journey',
  conversations: 'Interaktionen',
  conversationCount: 'Interaktionen: {count}',
  noConversations: 'Keine Interaktionen',
  noConversationsHint: 'Anrufe und Nachrichten erscheinen hier, sobald sie eingehen.',
  noneForClient: 'Dieses Token gehört einem OAuth-Client, der keine eigenen Interaktionen hat.',
  conversationsUnavailable: 'Ihre Interaktionen können nicht angezeigt werden.',
  conversationsLate: 'Ihre Interaktionen sind derzeit nicht verfügbar. Neuer Versuch …',
  conversationsOutdated: 'Diese Liste wird derzeit nicht aktualisiert.',
  loadingConversations: 'Interaktionen werden geladen',
  reconnecting: 'Verbindung unterbrochen. Neuer Versuch …',
  incoming: 'Eingehend: {channel}, {customer}',
  unknownCustomer: 'Kunde',
  interaction: 'Interaktion',
  ringing: 'Klingelt',
  dialing: 'Wählt',
  queued: 'In Warteschlange',
  connected: 'Verbunden',
  held: 'Gehalten',
  afterCallWork: 'Nachbearbeitung',
  ended: 'Beendet',
  unknown: 'Läuft',
  inbound: 'eingehend',
  outbound: 'ausgehend',
  openTab: 'Customer Journey öffnen',
  closeTab: 'Customer Journey schließen',
  openSessions: '{count} offen',
  notLinked: 'Keine Journey',
  notLinkedHint: 'Diese Interaktion ist mit keinem Kunden verknüpft.',
  tabClosed: 'Was geschah vorher?',
  tabClosedHint: 'Customer Journey zeigt frühere Kontakte und Website-Besuche dieses Kunden.',
  selectTitle: 'Keine Interaktion ausgewählt',
  selectHint: 'Wählen Sie eine Interaktion aus, um die Journey des Kunden zu sehen.',
  examples: 'Kunden der Demo',
  persona: 'Persona',
  noPersona: 'Persona wählen',
  explorer: 'GraphiQL',
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  signedOutTitle: 'Anmelden, um Customer Journeys zu sehen',
  signedOutHint: 'Sie melden sich mit Ihrem Konto des Contact Centers an.',
  expiredTitle: 'Ihre Sitzung ist beendet',
  expiredHint: 'Melden Sie sich erneut an. Sie kehren an dieselbe Stelle zurück.',
  noLogin:
    'Die Anmeldung ist nicht eingerichtet. Administratoren richten sie mit der Einstellung journey_tab.client_id ein.',
  signInFailedTitle: 'Die Anmeldung ist fehlgeschlagen',
  'signInFailed.access_denied': 'Die Anmeldung wurde abgebrochen, oder Ihr Konto darf diese Anwendung nicht benutzen.',
  'signInFailed.invalid_client':
    'Der Anmeldedienst kennt diese Anwendung nicht. Administratoren müssen journey_tab.client_id prüfen.',
  'signInFailed.unauthorized_client':
    'Der OAuth-Client erlaubt diese Anmeldung nicht. Er braucht den Grant-Typ „Code Authorization“ mit PKCE.',
  'signInFailed.invalid_grant':
    'Die Anmeldung hat zu lange gedauert oder wurde schon benutzt. Versuchen Sie es erneut.',
  'signInFailed.temporarily_unavailable': 'Der Anmeldedienst ist überlastet. Versuchen Sie es gleich noch einmal.',
  'signInFailed.other': 'Der Anmeldedienst meldet einen Fehler.',
  signInReport: 'Meldung des Anmeldedienstes: {report}',
  'signInFailed.not-started-here':
    'Diese Anmeldung wurde nicht in diesem Browser-Tab begonnen und daher nicht abgeschlossen.',
  'signInFailed.unreachable': 'Der Anmeldedienst ist nicht erreichbar.',
  'signInFailed.insecure': 'Zum Anmelden muss die Seite über HTTPS geladen sein.',
  tryAgain: 'Erneut versuchen',
  deniedTitle: 'Sie dürfen Customer Journey nicht benutzen',
  deniedHint: 'Bitten Sie die Administration, einer Ihrer Rollen hinzuzufügen:',
  or: 'oder',
  refusedTitle: 'Das Gateway lehnt Ihr Konto ab',
  unavailableTitle: 'Customer Journey ist nicht verfügbar',
  unavailableHint: 'Das Gateway ist nicht erreichbar.',
  rateLimited: 'Zu viele Anfragen. Neuer Versuch in {seconds} Sekunden möglich.',
  loading: 'Wird geladen',
};

const LANGUAGES: Readonly<Record<string, Readonly<Record<TextKey, string>>>> = { en, de };

/** Returns the first locale with a language of the page, or English. */
export function chooseLocale(candidates: readonly string[]): string {
  return candidates.find(candidate => languageOf(candidate) in LANGUAGES && isLocale(candidate)) ?? 'en';
}

/** Returns the text of a key in a locale's language. */
export function translate(
  locale: string,
  key: TextKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const texts = LANGUAGES[languageOf(locale)] ?? en;
  return texts[key].replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

export function isTextKey(key: string): key is TextKey {
  return key in en;
}

function languageOf(locale: string): string {
  return locale.split(/[-_]/)[0]?.toLowerCase() ?? '';
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
