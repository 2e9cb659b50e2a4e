import { Component, type ReactNode } from 'react';
import { graphql, useFragment } from 'react-relay';
import type { Contact_customer$key } from './__generated__/Contact_customer.graphql';

export function Contact({ customer }: { customer: Contact_customer$key }) {
  return (
    <Boundary fallback={<p>No access to contact data</p>}>
      <Emails customer={customer} />
    </Boundary>
  );
}

function Emails({ customer }: { customer: Contact_customer$key }) {
  const { emails } = useFragment(
    graphql`
      fragment Contact_customer on Customer @throwOnFieldError {
        emails
      }
    `,
    customer,
  );
  return <p>{emails?.join(', ') || 'No email address'}</p>;
}

class Boundary extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  state = { failed: false };

  static getDerivedStateFromError = () => ({ failed: true });

  render = () => (this.state.failed ? this.props.fallback : this.props.children);
}
