import type { Session } from './data/types';
import { localeOfTexts, type MessageKey, type Translate, translator } from './texts';

type Unit = 'hour' | 'minute' | 'second';

/** Texts, dates and durations of a locale. Made once for each locale, because the formats are costly to make. */
export class Format {
  readonly t: Translate;
  #date: Intl.DateTimeFormat;
  #time: Intl.DateTimeFormat;
  #dateTime: Intl.DateTimeFormat;
  #dayTime: Intl.DateTimeFormat;
  #year: Intl.DateTimeFormat;
  #units: Readonly<Record<Unit, Intl.NumberFormat>>;
  /** The locale of the texts, so that dates and texts have one language. */
  readonly locale: string;

  constructor(wanted: string) {
    const locale = localeOfTexts(wanted);
    this.locale = locale;
    this.t = translator(locale);
    this.#date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
    this.#time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
    this.#dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    this.#dayTime = new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
    this.#year = new Intl.DateTimeFormat(locale, { year: 'numeric' });
    const unit = (name: Unit) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' });
    this.#units = { hour: unit('hour'), minute: unit('minute'), second: unit('second') };
  }

  date(time: string): string {
    return this.#date.format(new Date(time));
  }

  time(time: string): string {
    return this.#time.format(new Date(time));
  }

  /** Date and time, without the year if it is the current one. */
  dateTime(time: string, now: Date = new Date()): string {
    const date = new Date(time);
    const format = date.getFullYear() === now.getFullYear() ? this.#dayTime : this.#dateTime;
    return format.format(date);
  }

  /** The heading below which a session is listed: today, yesterday, the last 30 days or the year. */
  period(time: string, now: Date = new Date()): string {
    const day = new Date(time);
    const days = Math.round((startOfDay(now) - startOfDay(day)) / 86_400_000);
    if (days <= 0) return this.t('period.today');
    if (days === 1) return this.t('period.yesterday');
    if (days <= 30) return this.t('period.recent');
    const year = this.#year.format(day);
    return day.getFullYear() === now.getFullYear() ? this.t('period.earlier', { year }) : year;
  }

  /** `45 s`, `12 min`, `1 h 5 min` in the locale. */
  duration(seconds: number): string {
    const unit = (value: number, name: Unit) => this.#units[name].format(value);
    if (seconds < 60) return unit(Math.round(seconds), 'second');
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return unit(minutes, 'minute');
    const rest = minutes % 60;
    const hours = unit(Math.floor(minutes / 60), 'hour');
    return rest === 0 ? hours : `${hours} ${unit(rest, 'minute')}`;
  }

  /** The label of the channel. The gateway's own label is shown for a channel that has no text. */
  channel({ channel }: Pick<Session, 'channel'>): string {
    const key = `medium.${channel.medium}`;
    const text = this.t(key as MessageKey);
    return text === key ? channel.label : text;
  }
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** The URL if it may be a link. Any other scheme, such as `javascript:`, is shown as text. */
export function httpUrl(url: string | null | undefined): string | undefined {
  if (!url) return undefined;
  try {
    const { protocol, href } = new URL(url);
    return protocol === 'http:' || protocol === 'https:' ? href : undefined;
  } catch {
    return undefined;
  }
}
