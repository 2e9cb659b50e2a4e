import { showCard } from './card.js';
import { graphql } from './gql/index.js';
import { request } from './request.js';

const WhoAmI = graphql(`
  query WhoAmI {
    viewer {
      id
      capabilities {
        journeyTab
        customerDetails
        queues
      }
    }
  }
`);

const Tab = graphql(`
  query Tab($customerId: ID!, $customerDetails: Boolean!, $queues: Boolean!) {
    customer(id: $customerId) {
      id
      displayName @include(if: $customerDetails)
      sessions(first: 10) {
        nodes {
          __typename
          id
          ...Card
        }
      }
    }
  }
`);

/** The tab of a customer as lines of text, or undefined if the viewer may not see it. */
export async function showTab(url: string, token: string, customerId: string): Promise<string[] | undefined> {
  const { data: who } = await request(url, token, WhoAmI, {});
  if (!who?.viewer.capabilities.journeyTab) return undefined;
  const { data, errors } = await request(url, token, Tab, { customerId, ...who.viewer.capabilities });
  if (errors) throw new Error(errors.map(error => error.message).join('\n'));
  const customer = data?.customer;
  return [customer?.displayName ?? 'name hidden', ...(customer?.sessions?.nodes.map(showCard) ?? [])];
}
