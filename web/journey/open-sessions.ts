import { OpenSessionsDocument } from './generated/operations';
import { query } from './graph';

/** The number on the Customer Journey icon. The tab then finds the customer's list in the gateway's cache. */
export async function countOpenSessions(endpoint: string, token: string, customerId: string): Promise<number> {
  const { data } = await query(endpoint, token, OpenSessionsDocument, { id: customerId });
  return data.customer?.summary?.openNow ?? 0;
}
