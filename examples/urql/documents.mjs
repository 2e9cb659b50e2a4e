// A front end has these documents in its own files. Here they come from docs/queries.md, so that the recipes are
// tested.
import { gql } from '@urql/core';
import { recipe } from '../demo.mjs';

const tab = recipe('The journey tab');

export const WHO_AM_I = gql(recipe('Who am I and what may I show'));

export const JOURNEY_TAB = gql(tab);

// It selects what the tab selects of a session, so that a new session is complete in the cache.
export const WATCH_TAB = gql(`
  subscription WatchTab($customerId: ID!, $queues: Boolean = true, $wrapUps: Boolean = true) {
    journeyChanged(customerId: $customerId) {
      kind
      session {
        __typename
        ...Card
        ...ConversationDetails
        ...VisitDetails
      }
    }
  }
  ${tab.slice(tab.indexOf('fragment Card'))}
`);
