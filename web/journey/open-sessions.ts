import { query } from './graph';

const DOCUMENT = `query OpenSessions($id: ID!) {
  customer(id: $id) { summary { openNow } }
}`;

interface Data {
  readonly customer: { readonly summary: { readonly openNow: number } | null } | null;
}

/** The number on the Customer Journey icon. The tab then finds the customer's list in the gateway's cache. */
export async function countOpenSessions(endpoint: string, token: string, customerId: string): Promise<number> {
  const { data } = await query<Data>(endpoint, token, DOCUMENT, { id: customerId });
  return data.customer?.summary?.openNow ?? 0;
}
