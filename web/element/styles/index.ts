import type { CSSResult } from 'lit';
import { base } from './base';
import { detailsStyles } from './details';
import { headerStyles } from './header';
import { listStyles } from './list';
import { stateStyles } from './states';
import { tokens } from './tokens';

export const styles: CSSResult[] = [tokens, base, headerStyles, listStyles, detailsStyles, stateStyles];
