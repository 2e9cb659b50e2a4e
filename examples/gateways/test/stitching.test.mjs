import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startCrm } from '../crm.mjs';
import { journeyByConfiguration, journeyByDirectives, startStitching } from '../stitch.mjs';
import { codes, customerId, customerIds, journeyUrl, query, schema } from './demo.mjs';

const subschemas = {
  'with the stitching directives': async (url) => journeyByDirectives(url, schema('--stitching')),
  'with a configuration': async (url) => {
    const response = await fetch(new URL('/schema.graphql', url));
    return journeyByConfiguration(url, await response.text());
  },
};

let crm;
before(async () => (crm = await startCrm(await customerIds(150))));
after(() => crm.close());

for (const [name, subschema] of Object.entries(subschemas)) {
  describe(`stitching ${name}`, () => {
    let gateway;
    before(async () => (gateway = await startStitching(await subschema(journeyUrl), crm.url)));
    after(() => gateway.close());

    test('a customer has the fields of both', async () => {
      const text = 'query($id: ID!) { customer(id: $id) { lastName accountTier } }';
      const { data, errors } = await query(gateway.url, 'demo-supervisor', text, { id: customerId });
      assert.equal(errors, undefined);
      assert.deepEqual(data, { customer: { lastName: 'Krüger', accountTier: 'GOLD' } });
    });

    test('150 customers are read in batches of at most 100', async () => {
      const text = '{ account(id: "acme") { customers { id kind accountTier } } }';
      const { data, errors } = await query(gateway.url, 'demo-supervisor', text);
      assert.equal(errors, undefined);
      assert.equal(data.account.customers.length, 150);
      for (const { id, kind } of data.account.customers) assert.ok(kind, id);
    });

    test('a denied field has an error for each customer, and the rest is served', async () => {
      const response = await query(gateway.url, 'demo-agent', '{ account(id: "acme") { customers { kind accountTier } } }');
      assert.deepEqual(codes(response), ['PERMISSION_DENIED']);
      assert.equal(response.errors.length, 150);
      for (const customer of response.data.account.customers) {
        assert.deepEqual(customer, { kind: null, accountTier: 'GOLD' });
      }
    });

    test('without a token nothing of the journey is returned', async () => {
      const text = 'query($id: ID!) { customer(id: $id) { id accountTier } }';
      const response = await query(gateway.url, undefined, text, { id: customerId });
      assert.deepEqual(codes(response), ['UNAUTHENTICATED']);
      assert.equal(response.data.customer, null);
    });
  });
}
