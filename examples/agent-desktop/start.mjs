// Serves the desktop for a running demo: WELCOME=FILE npm start. PERSONA is the persona whose token it uses.
import { once } from 'node:events';
import { customers, url } from '../demo.mjs';
import { demoToken } from './demo-token.mjs';
import { createDesktop } from './server.mjs';

const { origin } = new URL(url);
const server = createDesktop({ gateway: origin, customer: customers[0].id, fetchToken: () => demoToken(process.env.PERSONA) });
server.listen(Number(process.env.PORT ?? 5173), '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${server.address().port}/`);
