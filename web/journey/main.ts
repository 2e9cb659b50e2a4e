import './journey-app';
import { locale, t } from './locale';

document.documentElement.lang = locale;
document.title = t('title');
