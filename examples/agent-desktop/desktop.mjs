const journey = document.querySelector('customer-journey');
const form = document.querySelector('form');
const status = document.querySelector('[role="status"]');

// The desktop's own token handling: its back end knows who is signed in, and returns the platform's token of that user.
let token;
async function fetchToken() {
  const response = await fetch('/token', { method: 'POST' });
  if (!response.ok) throw new Error(`no token: HTTP ${response.status}`);
  return response.text();
}

// The element asks for a token when it needs one, and once more after the event below. A failed request is not kept, so
// that the next one can succeed.
const forget = () => (token = undefined);
journey.getToken = () => {
  token ??= fetchToken();
  token.catch(forget);
  return token;
};
journey.addEventListener('journey-token-expired', forget);
journey.addEventListener('journey-error', ({ detail }) => (status.textContent = detail.message));

form.addEventListener('submit', event => {
  event.preventDefault();
  journey.setAttribute('customer-id', form.elements.customer.value);
});
journey.setAttribute('customer-id', form.elements.customer.value);
